package io.voiceforge.testing;

import io.quarkus.test.junit.QuarkusTestProfile;

/**
 * Gives a class an application that it shares with no other: for tests that use up what others need, such as the default key's hour, or
 * that leave something behind, such as lists of models.
 */
public class OwnApplication implements QuarkusTestProfile {
}
