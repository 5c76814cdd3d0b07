// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal.h"

#include <QList>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <cstdio>
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
        if (c.category() == QChar::Other_Control)
            c = u' ';
    }
    return result;
}

QString table(const QList<QStringList> &rows, int maxWidth)
{
    QList<qsizetype> widths;
    for (const QStringList &row : rows) {
        for (qsizetype column = 0; column < row.size(); ++column) {
            if (column == widths.size())
                widths.append(0);
            widths[column] = std::max(widths[column], row[column].size());
        }
    }
    QString text;
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype column = 0; column < row.size(); ++column)
            line += column + 1 == row.size() ? row[column] : row[column].leftJustified(widths[column] + 2);
        if (maxWidth > 1 && line.size() > maxWidth)
            line = line.left(maxWidth - 1) + u'…';
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
    const QByteArray bytes = (u"processionctl: "_s + text + u'\n').toLocal8Bit();
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stderr);
    std::fflush(stderr);
}

} // namespace Procession::Terminal
