// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "segmentname.h"

#include <array>

namespace Procession {

namespace {

QByteArrayView suffix(SegmentName::Form form)
{
    switch (form) {
    case SegmentName::Form::Open:
        return ".out";
    case SegmentName::Form::Closed:
        return ".raw";
    case SegmentName::Form::Compressed:
        return ".zst";
    }
    Q_UNREACHABLE();
}

} // namespace

QByteArray SegmentName::toBytes() const
{
    QByteArray name;
    for (const qint64 number : {start, line, lineStart, timeMs})
        name += (name.isEmpty() ? QByteArray() : QByteArray("-")) + QByteArray::number(number, 16);
    if (form != Form::Open)
        name += '-' + QByteArray::number(end, 16);
    if (isOver)
        name += "-over";
    name += suffix(form);
    return name;
}

std::optional<SegmentName> SegmentName::fromBytes(QByteArrayView bytes)
{
    SegmentName name;
    for (const Form form : {Form::Closed, Form::Compressed}) {
        if (bytes.endsWith(suffix(form)))
            name.form = form;
    }
    QByteArrayView rest = bytes.chopped(std::min<qsizetype>(bytes.size(), suffix(name.form).size()));
    name.isOver = rest.endsWith("-over");
    for (qint64 *number : {&name.start, &name.line, &name.lineStart, &name.timeMs, &name.end}) {
        const qsizetype dash = rest.indexOf('-');
        *number = rest.first(dash < 0 ? rest.size() : dash).toLongLong(nullptr, 16);
        rest = dash < 0 ? QByteArrayView() : rest.sliced(dash + 1);
    }
    if (name.form == Form::Open)
        name.end = 0;
    const bool isPossible = name.start >= 0 && name.lineStart >= 0 && name.lineStart <= name.start && name.line >= 1
        && name.timeMs >= 0 && (name.form == Form::Open || name.end > name.start);
    // Printed anew, so that there is one spelling.
    return isPossible && name.toBytes() == bytes ? std::optional(name) : std::nullopt;
}

} // namespace Procession
