// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputsubscriber.h"

#include "filterparameters.h"

namespace Procession {

using namespace Qt::StringLiterals;

Result<OutputSubscription> OutputSubscription::fromQuery(const ProcessId &process, const QByteArray &text)
{
    const auto query =
        queryOf(text, {.others = {"token"_L1, "ticket"_L1, "attempt"_L1, "offset"_L1, "tail"_L1, "extents"_L1}});
    if (!query)
        return query.error();
    const auto attempt = attemptFromQuery(*query);
    const auto offset = integerFromQuery(*query, u"offset"_s, 0, OutputBounds::largestOffset);
    const auto tail = integerFromQuery(*query, u"tail"_s, 1, OutputBounds::maxTail);
    if (!attempt)
        return attempt.error();
    if (!offset || !tail)
        return offset ? tail.error() : offset.error();
    const auto extents = flagFromQuery(*query, u"extents"_s);
    if (!extents)
        return extents.error();
    if (extents->value_or(false) && (*offset || *tail)) {
        return Error{ErrorCode::InvalidField,
                     u"With extents no bytes are sent; leave %1 out."_s.arg(*offset ? u"offset"_s : u"tail"_s),
                     u"extents"_s};
    }
    if (*offset && *tail)
        return Error{ErrorCode::InvalidField, u"tail takes the place of offset; leave one of them out."_s, u"tail"_s};
    return OutputSubscription{process, *attempt, *offset, *tail, extents->value_or(false)};
}

} // namespace Procession
