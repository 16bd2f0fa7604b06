package io.vestibule.dynamo;

import io.vestibule.runtime.EventLoopTimers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;

/** Replaces Quarkus' client of DynamoDB by one whose timers are {@link EventLoopTimers}. */
@ApplicationScoped
class DynamoClientProducer {
  @Produces
  @ApplicationScoped
  DynamoDbAsyncClient client(DynamoDbAsyncClientBuilder builder, EventLoopTimers timers) {
    return timers.build(builder);
  }

  void close(@Disposes DynamoDbAsyncClient client) {
    client.close();
  }
}
