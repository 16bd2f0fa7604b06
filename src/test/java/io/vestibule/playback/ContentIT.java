package io.vestibule.playback;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@Tag("container")
class ContentIT extends ContentTest {}
