// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal.h"

#include <QCoreApplication>
#include <QList>
#include <QSocketNotifier>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <numeric>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
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

[[noreturn]] void endAsReaderDid()
{
    ::signal(SIGPIPE, SIG_DFL);
    sigset_t pipe;
    ::sigemptyset(&pipe);
    ::sigaddset(&pipe, SIGPIPE);
    ::pthread_sigmask(SIG_UNBLOCK, &pipe, nullptr);
    ::raise(SIGPIPE);
    ::_exit(128 + SIGPIPE);
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

bool hasColours()
{
    return isInteractive() && !qEnvironmentVariableIsSet("NO_COLOR") && qgetenv("TERM") != "dumb";
}

QString inStatusColour(const QString &text, ProcessStatus status)
{
    if (!hasColours())
        return text;
    const int colour = [status] {
        switch (status) {
        case ProcessStatus::Pending:
            return 90;
        case ProcessStatus::Running:
            return 36;
        case ProcessStatus::Completed:
            return 32;
        case ProcessStatus::Failed:
            return 31;
        case ProcessStatus::Cancelled:
            return 33;
        case ProcessStatus::Timeout:
            return 35;
        }
        Q_UNREACHABLE();
    }();
    return u"\x1b[%1m%2\x1b[0m"_s.arg(colour).arg(text);
}

void print(const QString &text)
{
    write(text.toUtf8());
}

void write(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), static_cast<size_t>(bytes.size()));
        if (written >= 0) {
            bytes = bytes.sliced(written);
        } else if (errno == EAGAIN) { // whoever started us made it so
            pollfd wait{STDOUT_FILENO, POLLOUT, 0};
            ::poll(&wait, 1, -1);
        } else if (errno == EPIPE) {
            endAsReaderDid();
        } else if (errno != EINTR) {
            printError(u"can't write to standard output: %1."_s.arg(QString::fromLocal8Bit(std::strerror(errno))));
            ::_exit(EXIT_FAILURE);
        }
    }
}

void endWithReader()
{
    struct stat about = {};
    // Nobody leaves a file or /dev/null.
    if (::fstat(STDOUT_FILENO, &about) != 0 || !(S_ISFIFO(about.st_mode) || S_ISSOCK(about.st_mode)))
        return;
    auto *notifier = new QSocketNotifier(STDOUT_FILENO, QSocketNotifier::Exception, qApp);
    QObject::connect(notifier, &QSocketNotifier::activated, qApp, [] {
        pollfd look{STDOUT_FILENO, 0, 0};
        if (::poll(&look, 1, 0) > 0 && (look.revents & (POLLERR | POLLHUP)) != 0)
            endAsReaderDid();
    });
}

void printError(const QString &text)
{
    const QByteArray bytes = (u"processionctl: "_s + PlainText::line(text) + u'\n').toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stderr);
    std::fflush(stderr);
}

} // namespace Procession::Terminal
