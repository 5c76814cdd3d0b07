// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "byterange.h"
#include "httpmessage.h"
#include "output.h"

#include <QUrlQuery>

namespace Procession {

/// What the queries about output ask for, read and checked. Plain data; each read…() gives InvalidField with the parameter.

/// What the body of an append is.
struct OutputAppendParameters
{
    std::optional<qint64> offset; ///< nothing: at the end
    std::optional<OutputStream> stream;
};
Result<OutputAppendParameters> readOutputAppend(const QUrlQuery &query);

/// Where to begin to read bytes, and in which form they are wanted.
struct OutputReadParameters
{
    static constexpr qint64 usualLimit = 1024 * 1024;
    static constexpr qint64 maxLimit = 8 * usualLimit;

    qint64 offset = 0;
    std::optional<qint64> tail;     ///< in place of an offset: so many lines before the end
    qint64 limit = usualLimit;      ///< bytes
    std::optional<ByteRange> range; ///< in place of all of these
    std::optional<OutputStream> stream;
    bool asRecords = false;
};
Result<OutputReadParameters> readOutputRead(const HttpRequest &request, const QUrlQuery &query);

/// The first of the lines that are wanted, by one of three ways.
struct OutputLinesParameters
{
    static constexpr qint64 usualCount = 100;
    static constexpr qint64 maxCount = 10'000;

    qint64 line = 1;              ///< from 1; negative from the end
    std::optional<qint64> offset; ///< in place of it: the line that holds that byte
    std::optional<qint64> atMs;   ///< likewise: the first line of that moment
    qint64 count = usualCount;
};
Result<OutputLinesParameters> readOutputLines(const QUrlQuery &query);

Result<OutputQuery> readOutputQuery(const QUrlQuery &query);

} // namespace Procession
