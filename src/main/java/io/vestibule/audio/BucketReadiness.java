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
 * Not ready until the bucket was listed once, so that a wrong name, region or role shows at the
 * first start. A later failure of S3 does not make the service unready, because login works without
 * S3. The reason is only logged, because the probe is public.
 */
@Readiness
@ApplicationScoped
class BucketReadiness implements AsyncHealthCheck {
  private static final Logger LOG = Logger.getLogger(BucketReadiness.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** The prefix of uploads, and the only prefix that the role of the service may list. */
  static final String UPLOADS = "users/";

  private final S3AsyncClient client;
  private final String bucket;
  private volatile boolean listed;
  private volatile String lastReported = "";

  BucketReadiness(S3AsyncClient client, S3Config config) {
    this.client = client;
    this.bucket = config.bucket();
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    Uni<Boolean> readable = listed ? Uni.createFrom().item(true) : listOnce();
    return readable.map(up -> HealthCheckResponse.named("bucket").status(up).build());
  }

  private Uni<Boolean> listOnce() {
    return Uni.createFrom()
        .completionStage(
            () -> client.listObjectsV2(list -> list.bucket(bucket).prefix(UPLOADS).maxKeys(1)))
        .ifNoItem()
        .after(TIMEOUT)
        .fail()
        .invoke(() -> listed = true)
        .replaceWith(true)
        .onFailure()
        .recoverWithItem(this::report);
  }

  /** Logs a reason only when it changes, because probes are frequent. */
  private boolean report(Throwable failure) {
    String reason = AwsFailure.reason(failure);
    if (!reason.equals(lastReported)) {
      lastReported = reason;
      LOG.errorf("not ready, the bucket %s cannot be read: %s", bucket, reason);
    }
    return false;
  }
}
