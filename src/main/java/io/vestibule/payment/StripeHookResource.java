package io.vestibule.payment;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Receives the events of Stripe. */
@Path("/api/hooks/stripe")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hooks")
public class StripeHookResource {
  private final StripeSignature signature;
  private final StripeEvents events;
  private final PaymentService payments;

  StripeHookResource(StripeSignature signature, StripeEvents events, PaymentService payments) {
    this.signature = signature;
    this.events = events;
    this.payments = payments;
  }

  @POST
  @Operation(
      operationId = "receiveStripeEvent",
      summary = "Receive an event of Stripe",
      description =
          "The body is signed as Stripe describes. Events of checkout sessions, subscriptions and"
              + " entitlements set the customer number and the plan of an account; others are"
              + " ignored. Events can arrive more than once and in any order.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = StripeEventSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "What the event changed",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = PaymentReceipt.class)))
  @APIResponse(responseCode = "401", description = "`signature-invalid`")
  @APIResponse(responseCode = "404", description = "`not-found`: no secret is configured")
  public Uni<PaymentReceipt> receive(
      byte[] event,
      @Parameter(required = true, description = "`t=`, the time, and `v1=`, the signature in hex")
          @HeaderParam("Stripe-Signature")
          String header) {
    signature.check(header, event);
    return payments.process(Provider.STRIPE, events.parse(event));
  }
}
