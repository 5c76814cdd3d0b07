// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>

namespace Procession {

/// Whether the address may be a machine of the public Internet: not of this machine, a private or provider's network, a
/// link, a group or a range that is reserved, by the registries of RFC 6890. An IPv4 address that stands in an IPv6 one
/// (mapped, NAT64, 6to4) counts as that. Pure.
bool isPublicAddress(const QHostAddress &address);

} // namespace Procession
