package io.vestibule.command;

import io.quarkus.runtime.annotations.RegisterForReflection;
import picocli.CommandLine.Command;

/** {@code vestibule serve}: what happens without a command too. */
@RegisterForReflection
@Command(
    name = "serve",
    description = "Start the service; the default.",
    mixinStandardHelpOptions = true)
final class ServeCommand {}
