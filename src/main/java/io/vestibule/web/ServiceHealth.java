package io.vestibule.web;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Response of {@code GET /api/health}: {@code
 * {"status":"healthy","service":"vestibule","database":"dynamodb"}}.
 */
public record ServiceHealth(
    @Schema(examples = "healthy") String status,
    @Schema(examples = "vestibule") String service,
    @Schema(examples = "dynamodb") String database) {}
