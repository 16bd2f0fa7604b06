package io.vestibule.servicekey;

import io.smallrye.mutiny.Uni;
import io.vestibule.usage.RequestAnswers;
import io.vestibule.usage.RequestAnswers.Remembered;
import io.vestibule.usage.RequestAnswers.Request;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The secrets of requests with an {@code Idempotency-Key}, for 24 hours, sealed. A secret is in one
 * response only: if that is lost, the repetition of the request gets it again.
 */
@ApplicationScoped
class RememberedSecrets {
  private final RequestAnswers answers;

  RememberedSecrets(RequestAnswers answers) {
    this.answers = answers;
  }

  /**
   * @param actor whose key it is: another administrator must not get the secret
   * @param work what is to be done, in the same words each time
   */
  static Optional<Request> request(String actor, Optional<String> idempotencyKey, String work) {
    return idempotencyKey.map(key -> Request.of("service-keys\n" + actor, key, work));
  }

  /**
   * The secret of the request, if it was carried out.
   *
   * @throws ApiException {@link ErrorCode#IDEMPOTENCY_KEY_REUSED}
   */
  Uni<Optional<ServiceKeySecret>> find(Optional<Request> request) {
    return request
        .map(known -> answers.find(known).map(RememberedSecrets::secret))
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
  }

  private static Optional<ServiceKeySecret> secret(Optional<Remembered> remembered) {
    return remembered.flatMap(Remembered::answer).flatMap(ServiceKeySecret::parse);
  }

  /** The write that remembers the secret, if there is something to remember it by. */
  List<TransactWriteItem> creation(Optional<Request> request, ServiceKeySecret secret) {
    return request.map(known -> answers.creation(known, secret.reveal())).stream().toList();
  }
}
