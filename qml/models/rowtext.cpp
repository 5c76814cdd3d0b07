// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rowtext.h"

#include "errortext.h"
#include "steering.h"

#include <QCoreApplication>

namespace Procession {

namespace {

constexpr QChar replacement(0xfffd);

enum class Lines : quint8 { Joined, Kept };

/// The character as it is shown; null where it is left out.
QChar shown(QChar character, Lines lines)
{
    if (!isSteering(character))
        return character;
    switch (character.unicode()) {
    case u'\t':
    case u'\n':
        return lines == Lines::Kept ? character : QChar(u' ');
    case u'\r':
    case 0x0085: // next line
    case 0x2028: // line separator
    case 0x2029: // paragraph separator
        return u' ';
    case 0x202d: // left-to-right override
    case 0x202e: // right-to-left override
        return replacement;
    default: // a mark that embeds or isolates a direction is invisible
        return character.category() == QChar::Other_Control ? replacement : QChar();
    }
}

QString plain(const QString &text, Lines lines)
{
    QString plain;
    plain.reserve(text.size());
    for (const QChar character : text) {
        if (const QChar seen = shown(character, lines); !seen.isNull())
            plain += seen;
    }
    return plain;
}

} // namespace

QString shownText(const QString &text)
{
    QString line = text;
    return plain(line.replace(QStringLiteral("\r\n"), QStringLiteral("\n")), Lines::Joined);
}

QString shownLines(const QString &text)
{
    QString lines = text;
    return plain(lines.replace(QStringLiteral("\r\n"), QStringLiteral("\n")), Lines::Kept);
}

QString isolated(const QString &text)
{
    return QChar(0x2068) + text + QChar(0x2069);
}

QString quoted(const QString &name)
{
    constexpr qsizetype longest = 60;
    QString line = shownText(name);
    if (line.size() > longest)
        line = line.first(longest / 2) + u'…' + line.last(longest / 2);
    return u'“' + isolated(line) + u'”';
}

QString shownMessage(const Process &process)
{
    if (isWaiting(process) && process.message.isEmpty()) {
        const std::vector<Dependency> &on = process.dispatch.dependencies().terms()->on;
        return on.size() == 1 ? QCoreApplication::translate("RowText", "Waits for %1").arg(on.front().id.toString())
                              : QCoreApplication::translate("RowText", "Waits for %1 processes").arg(on.size());
    }
    return shownText(process.errorMessage.isEmpty() ? process.message.toString()
                                                    : causeLine(process.errorMessage.toString()));
}

QString attemptText(const Process &process)
{
    const QString attempt = QString::number(process.attempt);
    return process.retry ? attempt + u'/' + QString::number(process.retry->maxAttempts) : attempt;
}

bool waitsForRetry(const Process &process)
{
    return isTerminal(process.status) && process.retry && process.retry->status == RetryState::Status::Scheduled;
}

} // namespace Procession
