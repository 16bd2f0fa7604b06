package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import picocli.CommandLine.Command;

/** {@code vestibule serve}, which is also the default command. */
@RegisterForReflection
@Command(
    name = "serve",
    description = "Start the service; the default.",
    mixinStandardHelpOptions = true)
final class ServeCommand {}
