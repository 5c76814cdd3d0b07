// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputsender.h"

#include "attemptlookup.h"
#include "filterparameters.h"

namespace Procession {

using namespace Qt::StringLiterals;

Result<OutputTarget> OutputTarget::fromQuery(const ProcessId &process, const QByteArray &text)
{
    const auto query = queryOf(text, {.others = {"token"_L1, "ticket"_L1, "attempt"_L1}});
    if (!query)
        return query.error();
    const auto attempt = attemptFromQuery(*query);
    if (!attempt)
        return attempt.error();
    return OutputTarget{process, *attempt};
}

} // namespace Procession
