// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rowtext.h"

#include "errortext.h"
#include "processfilter.h"

namespace Procession {

QString shownMessage(const Process &process)
{
    return process.errorMessage.isEmpty() ? process.message.toString() : causeLine(process.errorMessage.toString());
}

QString attemptText(const Process &process)
{
    const QString attempt = QString::number(process.attempt);
    return process.retry ? attempt + u'/' + QString::number(process.retry->maxAttempts) : attempt;
}

bool isFoundBy(const Process &process, const QString &text)
{
    return ProcessFilter{.text = text}.matches(process) || process.errorMessage.containsCaseInsensitive(text);
}

} // namespace Procession
