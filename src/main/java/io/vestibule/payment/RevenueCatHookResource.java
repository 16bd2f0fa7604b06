package io.vestibule.payment;

import io.smallrye.mutiny.Uni;
import io.vestibule.openapi.OpenApiDefinition;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Receives the events of RevenueCat. */
@Path("/api/hooks/revenuecat")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = OpenApiDefinition.REVENUECAT)
@Tag(name = "Hooks")
public class RevenueCatHookResource {
  private final RevenueCatAuthorization authorization;
  private final RevenueCatEvents events;
  private final PaymentService payments;

  RevenueCatHookResource(
      RevenueCatAuthorization authorization, RevenueCatEvents events, PaymentService payments) {
    this.authorization = authorization;
    this.events = events;
    this.payments = payments;
  }

  @POST
  @Operation(
      operationId = "receiveRevenueCatEvent",
      summary = "Receive an event of RevenueCat",
      description =
          "The value of the header `Authorization` is configured on both sides. Purchases, renewals,"
              + " expirations and transfers set `revenueCatId` and the plan of an account; other"
              + " events are ignored. The app user id is the user id.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = RevenueCatEventSchema.class)))
  @APIResponse(
      responseCode = "200",
      description = "What the event changed",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = PaymentReceipt.class)))
  @APIResponse(responseCode = "401", description = "`token-missing`, `token-invalid`")
  @APIResponse(responseCode = "404", description = "`not-found`: no value is configured")
  public Uni<PaymentReceipt> receive(
      byte[] event,
      @Parameter(hidden = true) @HeaderParam(HttpHeaders.AUTHORIZATION) String header) {
    authorization.check(header);
    return payments.process(Provider.REVENUECAT, events.parse(event));
  }
}
