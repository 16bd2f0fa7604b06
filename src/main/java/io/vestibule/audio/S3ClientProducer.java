package io.vestibule.audio;

import io.vestibule.runtime.EventLoopTimers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/** Replaces Quarkus' client of S3 by one whose timers are {@link EventLoopTimers}. */
@ApplicationScoped
class S3ClientProducer {
  @Produces
  @ApplicationScoped
  S3AsyncClient client(S3AsyncClientBuilder builder, EventLoopTimers timers) {
    return timers.build(builder);
  }

  void close(@Disposes S3AsyncClient client) {
    client.close();
  }
}
