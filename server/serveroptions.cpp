// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "serveroptions.h"

namespace Procession {

using namespace Qt::StringLiterals;

Result<void> ServerOptions::checkAccess(bool isOpen) const
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
