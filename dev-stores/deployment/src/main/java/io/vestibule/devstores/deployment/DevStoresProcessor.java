package io.vestibule.devstores.deployment;

import io.quarkus.bootstrap.model.ApplicationModel;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.deployment.builditem.DevServicesResultBuildItem;
import io.quarkus.deployment.builditem.LaunchModeBuildItem;
import io.quarkus.deployment.dev.devservices.DevServicesConfig;
import io.quarkus.deployment.pkg.builditem.CurateOutcomeBuildItem;
import io.quarkus.deployment.pkg.builditem.OutputTargetBuildItem;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Offers stores and keys to Quarkus, which starts them after the build and keeps them over hot
 * reloads.
 */
@BuildSteps(onlyIf = DevStoresEnabled.class)
class DevStoresProcessor {

  private static final String FEATURE = "vestibule-dev-stores";
  private static final String DEFAULT_BUCKET = "vestibule-audio";
  private static final String JVM = "jvm-" + ProcessHandle.current().pid();
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  @BuildStep
  void stores(
      DevStoresConfig config,
      DevServicesConfig devServices,
      LaunchModeBuildItem mode,
      OutputTargetBuildItem target,
      CurateOutcomeBuildItem service,
      BuildProducer<DevServicesResultBuildItem> stores) {
    DataFolder data = data(config, mode, target);
    Duration timeout = devServices.timeout().orElse(DEFAULT_TIMEOUT);
    ApplicationModel model = service.getApplicationModel();
    if (AwsClient.DYNAMODB.wantsStore(model)) {
      stores.produce(store(AwsClient.DYNAMODB, new DynamoDbServer(!data.kept()), data, timeout));
    }
    if (AwsClient.S3.wantsStore(model)) {
      stores.produce(store(AwsClient.S3, new S3Server(bucket(config)), data, timeout));
    }
  }

  @BuildStep
  void keys(
      DevStoresConfig config,
      LaunchModeBuildItem mode,
      OutputTargetBuildItem target,
      BuildProducer<DevServicesResultBuildItem> keys) {
    if (DevKey.allConfigured()) {
      return;
    }
    DataFolder data = data(config, mode, target);
    keys.produce(
        DevServicesResultBuildItem.<KeyFile>owned()
            .feature(FEATURE)
            .serviceName("keys")
            .description("Secrets for development")
            .serviceConfig(data.toString())
            .startable(() -> new KeyFile(data.part("keys", JVM)))
            .configProvider(KeyFile.config())
            // Quarkus would log a line of its own without one.
            .postStartHook(keyFile -> {})
            .build());
  }

  private static DevServicesResultBuildItem store(
      AwsClient client, Server server, DataFolder data, Duration timeout) {
    String part = client.name().toLowerCase(Locale.ROOT);
    return DevServicesResultBuildItem.<Store>owned()
        .feature(FEATURE)
        .serviceName(server.name())
        .description(server.name())
        // Compared after a hot reload: a store is started anew only if this differs.
        .serviceConfig(server + " " + data)
        .startable(() -> new Store(server, data.part(part, UUID.randomUUID().toString()), timeout))
        .configProvider(client.config())
        .postStartHook(Store::announce)
        .build();
  }

  private static DataFolder data(
      DevStoresConfig config, LaunchModeBuildItem mode, OutputTargetBuildItem target) {
    return mode.getLaunchMode() == LaunchMode.DEVELOPMENT
        ? DataFolder.kept(target.getOutputDirectory(), config.folder())
        : DataFolder.scratch(target.getOutputDirectory());
  }

  private static String bucket(DevStoresConfig config) {
    return config
        .bucket()
        .or(
            () ->
                ConfigUtils.getFirstOptionalValue(
                    List.of("vestibule.s3.bucket", "S3_BUCKET"), String.class))
        .orElse(DEFAULT_BUCKET);
  }
}
