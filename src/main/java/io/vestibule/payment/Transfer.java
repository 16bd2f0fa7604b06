package io.vestibule.payment;

/**
 * What a subscriber had until then belongs to another one.
 *
 * @param to the id of the other subscriber
 * @param at milliseconds since 1970
 */
record Transfer(String to, long at) {}
