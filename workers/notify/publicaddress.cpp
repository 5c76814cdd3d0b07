// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "publicaddress.h"

#include <algorithm>
#include <array>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

bool isWithinAny(const QHostAddress &address, const QList<QPair<QHostAddress, int>> &subnets)
{
    return std::any_of(subnets.begin(), subnets.end(),
                       [&address](const auto &subnet) { return address.isInSubnet(subnet); });
}

QList<QPair<QHostAddress, int>> subnets(std::initializer_list<QLatin1StringView> texts)
{
    QList<QPair<QHostAddress, int>> result;
    for (const QLatin1StringView text : texts)
        result.append(QHostAddress::parseSubnet(text));
    return result;
}

bool isPublicIpv4(const QHostAddress &address)
{
    static const auto others =
        subnets({"0.0.0.0/8"_L1, "10.0.0.0/8"_L1, "100.64.0.0/10"_L1, "127.0.0.0/8"_L1, "169.254.0.0/16"_L1,
                 "172.16.0.0/12"_L1, "192.0.0.0/24"_L1, "192.0.2.0/24"_L1, "192.88.99.0/24"_L1, "192.168.0.0/16"_L1,
                 "198.18.0.0/15"_L1, "198.51.100.0/24"_L1, "203.0.113.0/24"_L1, "224.0.0.0/4"_L1, "240.0.0.0/4"_L1});
    return !isWithinAny(address, others);
}

QHostAddress ipv4At(const Q_IPV6ADDR &bytes, int at)
{
    quint32 value = 0;
    for (int i = 0; i < 4; ++i)
        value = value << 8 | bytes[at + i];
    return QHostAddress(value);
}

} // namespace

bool isPublicAddress(const QHostAddress &address)
{
    if (address.protocol() == QAbstractSocket::IPv4Protocol)
        return isPublicIpv4(address);
    if (address.protocol() != QAbstractSocket::IPv6Protocol)
        return false;
    // Only 2000::/3 is given out; some of it has a meaning of its own.
    static const auto given = subnets({"2000::/3"_L1});
    static const auto others = subnets({"2001::/23"_L1, "2001:db8::/32"_L1, "3fff::/20"_L1});
    static const auto withIpv4AtEnd = subnets({"::ffff:0:0/96"_L1, "64:ff9b::/96"_L1});
    static const auto sixToFour = subnets({"2002::/16"_L1});
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    const QHostAddress plain(bytes); // without a scope, which isInSubnet() would compare
    if (isWithinAny(plain, withIpv4AtEnd))
        return isPublicIpv4(ipv4At(bytes, 12));
    if (isWithinAny(plain, sixToFour))
        return isPublicIpv4(ipv4At(bytes, 2));
    return isWithinAny(plain, given) && !isWithinAny(plain, others);
}

} // namespace Procession
