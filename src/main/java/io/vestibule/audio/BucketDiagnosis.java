package io.vestibule.audio;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.AwsFailure;
import io.vestibule.spi.Diagnosis;
import io.vestibule.spi.Finding;
import jakarta.inject.Singleton;
import java.util.List;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Whether the bucket of the recordings can be listed. */
@Singleton
class BucketDiagnosis implements Diagnosis {
  private final S3AsyncClient client;
  private final String bucket;

  BucketDiagnosis(S3AsyncClient client, S3Config config) {
    this.client = client;
    this.bucket = config.bucket();
  }

  @Override
  public String subject() {
    return "bucket";
  }

  @Override
  public Uni<List<Finding>> examine() {
    return Uni.createFrom()
        .completionStage(
            () ->
                client.listObjectsV2(
                    list -> list.bucket(bucket).prefix(BucketReadiness.UPLOADS).maxKeys(1)))
        .map(listed -> Finding.ok(bucket + " can be listed"))
        .onFailure()
        .recoverWithItem(
            failure ->
                Finding.problem(
                    bucket
                        + " cannot be listed: "
                        + AwsFailure.reason(failure)
                        + " (look at S3_BUCKET, AWS_REGION and the role of the service)"))
        .map(List::of);
  }
}
