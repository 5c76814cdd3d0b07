// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpoptions.h"

namespace Procession {

using namespace Qt::StringLiterals;

Result<QHostAddress> HttpOptions::address() const
{
    const QHostAddress address = host == "localhost"_L1 ? QHostAddress(QHostAddress::LocalHost) : QHostAddress(host);
    if (!address.isNull())
        return address;
    return Error{ErrorCode::InvalidField,
                 u"\"%1\" isn't an address of this machine; use 127.0.0.1, ::1, 0.0.0.0 or another."_s.arg(host),
                 u"host"_s};
}

Result<void> HttpOptions::checkAccess(bool isOpen) const
{
    const Result<QHostAddress> listensOn = address();
    if (!listensOn)
        return listensOn.error();
    if (isOpen && !listensOn->isLoopback()) {
        return Error{ErrorCode::InvalidField,
                     u"without authentication (SKIP_AUTH) the server listens on loopback only; unset SKIP_AUTH or set "
                     "host to 127.0.0.1 (it is %1)."_s.arg(host),
                     u"host"_s};
    }
    return {};
}

} // namespace Procession
