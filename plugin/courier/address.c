/* SPDX-License-Identifier: MIT
 *
 * Judges addresses (courier/address.h): everything that is not the public internet is private: this
 * machine, this house, what is reserved, and IPv4 inside IPv6. A family that is not known is
 * private. Pure.
 */
#include "courier/address.h"

#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

struct block4 {
    uint32_t from;
    int bits;
};

static const struct block4 private4[] = {
    {0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0xa9fe0000, 16}, {0xac100000, 12},
    {0xc0000000, 24}, {0xc0000200, 24}, {0xc0586300, 24}, {0xc0a80000, 16}, {0xc6120000, 15},
    {0xc6336400, 24}, {0xcb007100, 24}, {0xe0000000, 4},  {0xf0000000, 4},
};

static enum address_kind address_judge4(uint32_t address)
{
    if (address >> 24 == 127) {
        return ADDRESS_LOOPBACK;
    }
    for (size_t i = 0; i < sizeof private4 / sizeof private4[0]; i++) {
        uint32_t mask = ~UINT32_C(0) << (32 - private4[i].bits);

        if ((address & mask) == private4[i].from) {
            return ADDRESS_PRIVATE;
        }
    }
    return ADDRESS_PUBLIC;
}

static uint32_t address_four(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static enum address_kind address_judge6(const uint8_t a[16])
{
    static const uint8_t zeros[16];
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    static const uint8_t nat64[12] = {0, 0x64, 0xff, 0x9b};

    if (memcmp(a, zeros, 15) == 0 && a[15] == 1) {
        return ADDRESS_LOOPBACK;
    }
    if (memcmp(a, mapped, 12) == 0 || memcmp(a, nat64, 12) == 0 || memcmp(a, zeros, 12) == 0) {
        return address_judge4(address_four(a + 12));
    }
    if (a[0] == 0x20 && a[1] == 0x02) { /* 6to4 */
        return address_judge4(address_four(a + 2));
    }
    if (a[0] == 0x20 && a[1] == 0x01 &&
        ((a[2] == 0x0d && a[3] == 0xb8) || (a[2] == 0 && a[3] == 0))) {
        return ADDRESS_PRIVATE;
    }
    return (a[0] & 0xe0) == 0x20 ? ADDRESS_PUBLIC : ADDRESS_PRIVATE; /* 2000::/3 alone is public */
}

enum address_kind address_judge(const struct sockaddr *address)
{
    struct sockaddr_in in4;
    struct sockaddr_in6 in6;

    if (address->sa_family == AF_INET) {
        memcpy(&in4, address, sizeof in4);
        return address_judge4(ntohl(in4.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        memcpy(&in6, address, sizeof in6);
        return address_judge6(in6.sin6_addr.s6_addr);
    }
    return ADDRESS_PRIVATE;
}
