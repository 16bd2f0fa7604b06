package io.vestibule.webhook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A delivery that an administrator asked for; the delivery log shows what becomes of it. */
public record WebhookSent(@JsonProperty("delivery_id") String deliveryId) {}
