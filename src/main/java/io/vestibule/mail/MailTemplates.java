package io.vestibule.mail;

import io.quarkus.qute.Engine;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.qute.Variant;
import io.smallrye.mutiny.Uni;
import io.vestibule.runtime.InvalidSettingException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The templates of the mails: {@code mail/<language>/<name>.txt} and {@code .html}. Files of the
 * configured folder replace the built-in ones. HTML templates escape all values.
 */
@ApplicationScoped
class MailTemplates {
  private static final String ROOT = "mail/";
  private static final List<String> BUILT_IN = List.of("en", "de");
  private static final int MAX_HEADER = 1000;

  private final Engine engine;
  private final MailConfig config;
  private final Collection<String> languages = new TreeSet<>(BUILT_IN);

  /** What is wrong with the configured folder; null if nothing. Reported by {@link #check}. */
  private final String folderProblem;

  MailTemplates(Engine engine, MailConfig config) {
    this.engine = engine;
    this.config = config;
    this.folderProblem = config.templates().map(this::replace).orElse(null);
  }

  /** The available languages, as tags in lower case. */
  Collection<String> languages() {
    return languages;
  }

  /** The available language that fits an {@code Accept-Language} header best. */
  String language(String acceptLanguage) {
    if (acceptLanguage == null
        || acceptLanguage.isBlank()
        || acceptLanguage.length() > MAX_HEADER) {
      return config.defaultLanguage();
    }
    try {
      String found =
          Locale.lookupTag(Locale.LanguageRange.parse(acceptLanguage.strip()), languages);
      return found == null ? config.defaultLanguage() : found;
    } catch (IllegalArgumentException malformed) {
      return config.defaultLanguage();
    }
  }

  /** The mail in its language, or in the default language if there are no templates for it. */
  Uni<RenderedMail> render(Mail mail) {
    String language =
        languages.contains(mail.language()) ? mail.language() : config.defaultLanguage();
    String name = ROOT + language + "/" + mail.template().fileName();
    return render(name + ".txt", mail)
        .chain(text -> render(name + ".html", mail).map(html -> RenderedMail.of(text, html)));
  }

  private Uni<String> render(String id, Mail mail) {
    Template template = engine.getTemplate(id);
    if (template == null) {
      throw new IllegalStateException("there is no template " + id);
    }
    TemplateInstance instance = template.instance().data("service", config.serviceName());
    mail.values().forEach(instance::data);
    return instance.createUni();
  }

  /**
   * Checks the default language, and the configured folder by rendering every template with sample
   * values. May block.
   *
   * @throws InvalidSettingException that names the first template that cannot be rendered
   */
  void check() {
    if (folderProblem != null) {
      throw invalid(folderProblem);
    }
    if (!languages.contains(config.defaultLanguage())) {
      throw new InvalidSettingException(
          "vestibule.mail.default-language must be one of " + languages);
    }
    if (config.templates().isPresent()) {
      languages.forEach(this::check);
    }
  }

  private void check(String language) {
    for (MailTemplate template : MailTemplate.values()) {
      Map<String, String> samples = new HashMap<>();
      template.variables().forEach(variable -> samples.put(variable, "sample"));
      try {
        render(new Mail(template, "ada@example.com", language, samples)).await().indefinitely();
      } catch (IllegalStateException | TemplateException failure) {
        throw invalid(language + "/" + template.fileName() + ": " + failure.getMessage());
      }
    }
  }

  private static InvalidSettingException invalid(String problem) {
    return new InvalidSettingException("vestibule.mail.templates: " + problem);
  }

  /** Replaces built-in templates by the files of the folder; returns what is wrong, or null. */
  private String replace(Path folder) {
    try (Stream<Path> files = Files.walk(folder, 2)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        replace(folder.relativize(file), Files.readString(file));
      }
      return null;
    } catch (IOException unreadable) {
      return "the folder cannot be read";
    } catch (TemplateException malformed) {
      return malformed.getMessage();
    }
  }

  private void replace(Path file, String content) {
    String id = ROOT + file.toString().replace('\\', '/');
    boolean html = id.endsWith(".html");
    if (!html && !id.endsWith(".txt")) {
      return;
    }
    Variant variant =
        new Variant(
            null, html ? Variant.TEXT_HTML : Variant.TEXT_PLAIN, StandardCharsets.UTF_8.name());
    engine.putTemplate(id, engine.parse(content, variant, id));
    if (file.getNameCount() == 2) {
      languages.add(file.getName(0).toString());
    }
  }
}
