package io.voiceforge.testing;

import io.quarkus.test.junit.QuarkusTestProfile;

/**
 * Gives a class an application that it shares with no other: for tests that leave something behind, such as lists of models.
 */
public class OwnApplication implements QuarkusTestProfile {
}
