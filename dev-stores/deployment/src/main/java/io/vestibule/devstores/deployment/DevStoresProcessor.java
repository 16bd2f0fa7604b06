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
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * Registers stores and keys as dev services, which Quarkus starts after the build and keeps across
 * hot reloads.
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
    if (AwsClient.DYNAMODB.needsStore(model)) {
      Server server = new DynamoDbServer(!data.kept());
      stores.produce(store(server, "dynamodb", AwsClient.DYNAMODB.config(), data, timeout));
    }
    if (AwsClient.S3.needsStore(model)) {
      Server server = new S3Server(bucket(config));
      stores.produce(store(server, "s3", AwsClient.S3.config(), data, timeout));
    }
    if (Mailer.needsStore(model)) {
      stores.produce(store(new MailServer(), "mail", Mailer.config(), data, timeout));
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
            // Without a hook, Quarkus logs a line of its own.
            .postStartHook(keyFile -> {})
            .build());
  }

  private static DevServicesResultBuildItem store(
      Server server,
      String part,
      Map<String, Function<Store, String>> config,
      DataFolder data,
      Duration timeout) {
    return DevServicesResultBuildItem.<Store>owned()
        .feature(FEATURE)
        .serviceName(server.name())
        .description(server.name())
        // After a hot reload, a store is restarted only if this has changed.
        .serviceConfig(server + " " + data)
        .startable(() -> new Store(server, data.part(part, UUID.randomUUID().toString()), timeout))
        .configProvider(config)
        .postStartHook(Store::logAddress)
        .build();
  }

  private static DataFolder data(
      DevStoresConfig config, LaunchModeBuildItem mode, OutputTargetBuildItem target) {
    return mode.getLaunchMode() == LaunchMode.DEVELOPMENT
        ? DataFolder.kept(target.getOutputDirectory(), config.folder())
        : DataFolder.temporary(target.getOutputDirectory());
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
