package io.vestibule.audio;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.AwsFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Not ready before the bucket could be read once: a wrong name, region or role is found at the
 * first start. From then on S3 may fail without taking sign-in down with it. The reason is for the
 * log alone: the probe answers anybody who asks.
 */
@Readiness
@ApplicationScoped
class BucketReadiness implements AsyncHealthCheck {
  private static final Logger LOG = Logger.getLogger(BucketReadiness.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Where uploads go, and all that our role may list. */
  private static final String UPLOADS = "users/";

  private final S3AsyncClient client;
  private final String bucket;
  private volatile boolean seen;
  private volatile String lastReported = "";

  BucketReadiness(S3AsyncClient client, S3Config config) {
    this.client = client;
    this.bucket = config.bucket();
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    Uni<Boolean> readable = seen ? Uni.createFrom().item(true) : look();
    return readable.map(up -> HealthCheckResponse.named("bucket").status(up).build());
  }

  private Uni<Boolean> look() {
    return Uni.createFrom()
        .completionStage(
            () -> client.listObjectsV2(list -> list.bucket(bucket).prefix(UPLOADS).maxKeys(1)))
        .ifNoItem()
        .after(PATIENCE)
        .fail()
        .invoke(() -> seen = true)
        .replaceWith(true)
        .onFailure()
        .recoverWithItem(this::report);
  }

  /** Once a change: probes come every few seconds. */
  private boolean report(Throwable failure) {
    String objection = AwsFailure.reason(failure);
    if (!objection.equals(lastReported)) {
      lastReported = objection;
      LOG.errorf("not ready, the bucket %s cannot be read: %s", bucket, objection);
    }
    return false;
  }
}
