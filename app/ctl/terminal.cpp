// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal.h"

#include <QList>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cwchar>
#include <numeric>
#include <sys/ioctl.h>
#include <unistd.h>

namespace Procession::Terminal {

using namespace Qt::StringLiterals;

namespace {

winsize windowSize()
{
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        size = {};
    return size;
}

constexpr int gap = 2;             // between columns of a table
constexpr int narrowestColumn = 8; // no column is cut below this

int columnsOf(uint character)
{
    return std::max(0, ::wcwidth(static_cast<wchar_t>(character)));
}

/// The widths that the cells need, less what is needed to fit them in `maxWidth`, taken from the widest.
QList<int> columnWidths(const QList<QStringList> &rows, int maxWidth)
{
    QList<int> widths;
    for (const QStringList &row : rows) {
        for (qsizetype column = 0; column < row.size(); ++column) {
            if (column == widths.size())
                widths.append(0);
            widths[column] = std::max(widths[column], columns(row[column]));
        }
    }
    if (maxWidth <= 0 || widths.isEmpty())
        return widths;
    int excess =
        std::accumulate(widths.cbegin(), widths.cend(), 0) + gap * static_cast<int>(widths.size() - 1) - maxWidth;
    while (excess > 0) {
        auto widest = std::max_element(widths.begin(), widths.end());
        if (*widest <= narrowestColumn)
            break;
        --*widest;
        --excess;
    }
    return widths;
}

} // namespace

bool isInteractive()
{
    return ::isatty(STDOUT_FILENO) == 1;
}

int width()
{
    return windowSize().ws_col;
}

int height()
{
    return windowSize().ws_row;
}

bool hasColours()
{
    return isInteractive() && !qEnvironmentVariableIsSet("NO_COLOR") && qgetenv("TERM") != "dumb";
}

QString plain(const QString &text)
{
    static const QRegularExpression escape(uR"(\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.))"_s);
    QString result = text;
    result.remove(escape);
    for (QChar &c : result) {
        // Bidirectional overrides would let a text show itself, and what follows it, in another order.
        const bool reorders = (c >= u'\u202a' && c <= u'\u202e') || (c >= u'\u2066' && c <= u'\u2069');
        if (c.category() == QChar::Other_Control || reorders)
            c = u' ';
    }
    return result;
}

int columns(const QString &text)
{
    const QList<uint> characters = text.toUcs4();
    return std::accumulate(characters.cbegin(), characters.cend(), 0,
                           [](int sum, uint character) { return sum + columnsOf(character); });
}

QString fitted(const QString &text, int maxColumns)
{
    if (columns(text) <= maxColumns)
        return text;
    QString result;
    int used = 0;
    const QList<uint> characters = text.toUcs4();
    for (const uint character : characters) {
        const int size = columnsOf(character);
        if (used + size > maxColumns - 1)
            break;
        used += size;
        result += QChar::fromUcs4(character);
    }
    return result + u'…';
}

QString table(const QList<QStringList> &rows, int maxWidth)
{
    const QList<int> widths = columnWidths(rows, maxWidth);
    QString text;
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype column = 0; column < row.size(); ++column) {
            const QString cell = fitted(row[column], widths[column]);
            line += cell + QString(widths[column] - columns(cell) + gap, u' ');
        }
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    }
    return text;
}

QString bar(std::optional<double> progress, int cells)
{
    const int full = progress ? static_cast<int>(std::lround(*progress / 100.0 * cells)) : 0;
    return u'[' + QString(full, u'#') + QString(cells - full, u'.') + u']';
}

QString duration(qint64 milliseconds)
{
    const qint64 seconds = std::max<qint64>(0, milliseconds) / 1000;
    if (seconds < 60)
        return u"%1 s"_s.arg(seconds);
    if (seconds < 3600)
        return u"%1 min %2 s"_s.arg(seconds / 60).arg(seconds % 60);
    return u"%1 h %2 min"_s.arg(seconds / 3600).arg(seconds % 3600 / 60);
}

QString inStatusColour(const QString &text, const QString &status)
{
    if (!hasColours())
        return text;
    const int colour = status == "running"_L1 ? 36
        : status == "completed"_L1            ? 32
        : status == "failed"_L1               ? 31
        : status == "timeout"_L1              ? 35
        : status == "cancelled"_L1            ? 33
                                              : 90;
    return u"\x1b[%1m%2\x1b[0m"_s.arg(colour).arg(text);
}

void print(const QString &text)
{
    const QByteArray bytes = text.toLocal8Bit();
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stdout);
    std::fflush(stdout);
}

void printError(const QString &text)
{
    const QByteArray bytes = (u"processionctl: "_s + plain(text) + u'\n').toLocal8Bit();
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stderr);
    std::fflush(stderr);
}

} // namespace Procession::Terminal
