// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "crc32c.h"

#include <array>
#include <cstring>

namespace Procession {

namespace {

constexpr quint32 polynomial = 0x82f63b78; // reflected

using Table = std::array<std::array<quint32, 256>, 8>;

/// table[k][b]: the checksum of byte b and k zero bytes after it.
constexpr Table table = [] {
    Table made{};
    for (quint32 byte = 0; byte < 256; ++byte) {
        quint32 crc = byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? polynomial : 0);
        made[0][byte] = crc;
    }
    for (quint32 byte = 0; byte < 256; ++byte) {
        for (size_t k = 1; k < made.size(); ++k)
            made[k][byte] = (made[k - 1][byte] >> 8) ^ made[0][made[k - 1][byte] & 0xff];
    }
    return made;
}();

quint32 byTable(const char *data, size_t size, quint32 crc)
{
    const auto *at = reinterpret_cast<const quint8 *>(data);
    const auto step = [&crc](quint8 byte) { crc = (crc >> 8) ^ table[0][(crc ^ byte) & 0xff]; };
    for (; size >= 8; size -= 8, at += 8) {
        crc ^= quint32(at[0]) | quint32(at[1]) << 8 | quint32(at[2]) << 16 | quint32(at[3]) << 24;
        crc = table[7][crc & 0xff] ^ table[6][(crc >> 8) & 0xff] ^ table[5][(crc >> 16) & 0xff] ^ table[4][crc >> 24]
            ^ table[3][at[4]] ^ table[2][at[5]] ^ table[1][at[6]] ^ table[0][at[7]];
    }
    for (; size > 0; --size)
        step(*at++);
    return crc;
}

#if defined(__x86_64__)
/// Three lanes at a time: the instruction takes three cycles, and one can begin in each.
constexpr size_t lane = 2048;

/// A checksum carried over `zeros` zero bytes: by its four bytes.
using Shift = std::array<std::array<quint32, 256>, 4>;
constexpr Shift makeShift(size_t zeros)
{
    // Of each single bit, by the table; all others are their sums.
    std::array<quint32, 32> ofBit{};
    for (size_t bit = 0; bit < 32; ++bit) {
        quint32 crc = quint32(1) << bit;
        for (size_t i = 0; i < zeros; ++i)
            crc = (crc >> 8) ^ table[0][crc & 0xff];
        ofBit[bit] = crc;
    }
    Shift shift{};
    for (size_t byte = 0; byte < 4; ++byte) {
        for (quint32 value = 0; value < 256; ++value) {
            for (size_t bit = 0; bit < 8; ++bit) {
                if ((value >> bit & 1) != 0)
                    shift[byte][value] ^= ofBit[byte * 8 + bit];
            }
        }
    }
    return shift;
}

quint32 shifted(const Shift &shift, quint32 crc)
{
    return shift[0][crc & 0xff] ^ shift[1][(crc >> 8) & 0xff] ^ shift[2][(crc >> 16) & 0xff] ^ shift[3][crc >> 24];
}

__attribute__((target("sse4.2"))) quint32 byInstruction(const char *data, size_t size, quint32 crc)
{
    static const Shift overOne = makeShift(lane);
    const auto word = [](const char *at) {
        quint64 value = 0;
        std::memcpy(&value, at, sizeof(value));
        return value;
    };
    quint64 first = crc;
    for (; size >= 3 * lane; size -= 3 * lane, data += 3 * lane) {
        quint64 second = 0;
        quint64 third = 0;
        for (size_t i = 0; i < lane; i += 8) {
            first = __builtin_ia32_crc32di(first, word(data + i));
            second = __builtin_ia32_crc32di(second, word(data + lane + i));
            third = __builtin_ia32_crc32di(third, word(data + 2 * lane + i));
        }
        const quint32 two = shifted(overOne, static_cast<quint32>(first)) ^ static_cast<quint32>(second);
        first = shifted(overOne, two) ^ static_cast<quint32>(third);
    }
    for (; size >= 8; size -= 8, data += 8)
        first = __builtin_ia32_crc32di(first, word(data));
    auto rest = static_cast<quint32>(first);
    for (; size > 0; --size)
        rest = __builtin_ia32_crc32qi(rest, static_cast<quint8>(*data++));
    return rest;
}
#endif

} // namespace

quint32 crc32c(QByteArrayView bytes, quint32 before)
{
    const auto size = static_cast<size_t>(bytes.size());
#if defined(__x86_64__)
    static const bool hasInstruction = __builtin_cpu_supports("sse4.2") != 0;
    if (hasInstruction)
        return ~byInstruction(bytes.data(), size, ~before);
#endif
    return ~byTable(bytes.data(), size, ~before);
}

} // namespace Procession
