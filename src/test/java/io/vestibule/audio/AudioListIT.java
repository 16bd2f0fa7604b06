package io.vestibule.audio;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class AudioListIT extends AudioListTest {}
