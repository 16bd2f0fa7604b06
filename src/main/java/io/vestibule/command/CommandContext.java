package io.vestibule.command;

import io.vertx.core.Vertx;
import io.vestibule.account.AccountService;
import io.vestibule.account.ResetLinks;
import io.vestibule.credential.SealedApiTokens;
import io.vestibule.dynamo.Tables;
import io.vestibule.factor.SealedFactorSecrets;
import io.vestibule.imports.AccountIndexing;
import io.vestibule.imports.ApiKeyImport;
import io.vestibule.imports.CognitoImport;
import io.vestibule.imports.DynamoImport;
import io.vestibule.imports.NdjsonImport;
import io.vestibule.imports.PostgresImport;
import io.vestibule.mail.MailDiagnosis;
import io.vestibule.servicekey.ServiceKeys;
import io.vestibule.spi.Diagnosis;
import io.vestibule.webhook.SealedWebhookSecrets;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;

/** The services that commands use. They are instantiated on first use. */
@Singleton
class CommandContext {
  private final Tables tables;
  private final AccountService accounts;
  private final ResetLinks resetLinks;
  private final SealedApiTokens sealedApiTokens;
  private final SealedFactorSecrets sealedFactorSecrets;
  private final SealedWebhookSecrets sealedWebhookSecrets;
  private final CognitoImport cognitoImport;
  private final PostgresImport postgresImport;
  private final ApiKeyImport apiKeyImport;
  private final AccountIndexing accountIndexing;
  private final DynamoImport dynamoImport;
  private final NdjsonImport ndjsonImport;
  private final ServiceKeys serviceKeys;
  private final Instance<Diagnosis> diagnoses;
  private final MailDiagnosis mailDiagnosis;
  private final Vertx vertx;

  CommandContext(
      Tables tables,
      AccountService accounts,
      ResetLinks resetLinks,
      SealedApiTokens sealedApiTokens,
      SealedFactorSecrets sealedFactorSecrets,
      SealedWebhookSecrets sealedWebhookSecrets,
      CognitoImport cognitoImport,
      PostgresImport postgresImport,
      ApiKeyImport apiKeyImport,
      AccountIndexing accountIndexing,
      DynamoImport dynamoImport,
      NdjsonImport ndjsonImport,
      ServiceKeys serviceKeys,
      @Any Instance<Diagnosis> diagnoses,
      MailDiagnosis mailDiagnosis,
      Vertx vertx) {
    this.tables = tables;
    this.accounts = accounts;
    this.resetLinks = resetLinks;
    this.sealedApiTokens = sealedApiTokens;
    this.sealedFactorSecrets = sealedFactorSecrets;
    this.sealedWebhookSecrets = sealedWebhookSecrets;
    this.cognitoImport = cognitoImport;
    this.postgresImport = postgresImport;
    this.apiKeyImport = apiKeyImport;
    this.accountIndexing = accountIndexing;
    this.dynamoImport = dynamoImport;
    this.ndjsonImport = ndjsonImport;
    this.serviceKeys = serviceKeys;
    this.diagnoses = diagnoses;
    this.mailDiagnosis = mailDiagnosis;
    this.vertx = vertx;
  }

  Tables tables() {
    return tables;
  }

  AccountService accounts() {
    return accounts;
  }

  ResetLinks resetLinks() {
    return resetLinks;
  }

  SealedApiTokens sealedApiTokens() {
    return sealedApiTokens;
  }

  SealedFactorSecrets sealedFactorSecrets() {
    return sealedFactorSecrets;
  }

  SealedWebhookSecrets sealedWebhookSecrets() {
    return sealedWebhookSecrets;
  }

  CognitoImport cognitoImport() {
    return cognitoImport;
  }

  PostgresImport postgresImport() {
    return postgresImport;
  }

  ApiKeyImport apiKeyImport() {
    return apiKeyImport;
  }

  AccountIndexing accountIndexing() {
    return accountIndexing;
  }

  DynamoImport dynamoImport() {
    return dynamoImport;
  }

  NdjsonImport ndjsonImport() {
    return ndjsonImport;
  }

  ServiceKeys serviceKeys() {
    return serviceKeys;
  }

  /** Sorted by subject. */
  List<Diagnosis> diagnoses() {
    return diagnoses.stream().sorted(Comparator.comparing(Diagnosis::subject)).toList();
  }

  MailDiagnosis mailDiagnosis() {
    return mailDiagnosis;
  }

  Vertx vertx() {
    return vertx;
  }
}
