package io.vestibule.privacy;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of an export; never instantiated. */
@Schema(
    name = "PersonalDataExport",
    description = "One member for each kind of data, for example `account` or `profile`.",
    additionalProperties = Schema.True.class)
interface PersonalDataExportSchema {}
