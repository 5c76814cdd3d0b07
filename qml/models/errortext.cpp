// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "errortext.h"

#include <QList>
#include <QRegularExpression>

#include <algorithm>
#include <optional>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Lines = QList<QStringView>;

bool isIndented(QStringView line)
{
    return line.startsWith(u' ') || line.startsWith(u'\t');
}

bool isBlank(QStringView line)
{
    return line.trimmed().isEmpty();
}

/// The first line from `at` on that has text, or the number of lines.
qsizetype nextText(const Lines &lines, qsizetype at)
{
    while (at < lines.size() && isBlank(lines[at]))
        ++at;
    return at;
}

QString told(QStringView line)
{
    return line.trimmed().toString();
}

/// `  File "load.py", line 12, in load`; in a group of exceptions behind a rail.
bool isPythonFrame(QStringView line)
{
    const QStringView frame = line.trimmed();
    return isIndented(line) && frame.startsWith("File \""_L1) && frame.contains("\", line "_L1);
}

/// Whether the line is that of a frame in Java, Kotlin, Scala, JavaScript or .NET: `at place`.
bool isAtFrame(QStringView line)
{
    const QStringView frame = line.trimmed();
    return isIndented(line) && frame.startsWith("at "_L1) && (frame.endsWith(u')') || frame.contains(u':'))
        && !frame.contains(": "_L1);
}

/// A group's own line stands first; the exceptions in it follow, each behind a rail.
std::optional<ErrorSummary> fromPythonGroup(const Lines &lines)
{
    const auto header = std::find_if(lines.begin(), lines.end(), [](QStringView line) {
        return line.contains("Exception Group Traceback (most recent call last):"_L1);
    });
    if (header == lines.end())
        return std::nullopt;
    ErrorSummary summary;
    for (auto line = header + 1; line != lines.end(); ++line) {
        const QStringView rest = line->trimmed();
        if (!rest.startsWith(u'|'))
            continue;
        const QStringView inner = rest.mid(1);
        if (isPythonFrame(inner)) {
            summary.place = told(inner);
        } else if (const QStringView text = inner.trimmed(); text.contains("ExceptionGroup: "_L1)) {
            summary.cause = told(text);
            return summary;
        }
    }
    return std::nullopt;
}

/// The last exception is the one that ended the program, also where it came while another was handled.
std::optional<ErrorSummary> fromPython(const Lines &lines)
{
    const auto frame = std::find_if(lines.rbegin(), lines.rend(), isPythonFrame);
    if (frame == lines.rend())
        return std::nullopt;
    qsizetype at = lines.rend() - frame;
    while (at < lines.size() && (isBlank(lines[at]) || isIndented(lines[at])))
        ++at;
    // Where the trace was cut, its last frame is all that is known.
    return at < lines.size() ? ErrorSummary{told(lines[at]), told(*frame)} : ErrorSummary{told(*frame), {}};
}

/// Whether the line begins with the name of an exception, such as `java.io.IOException: disk full`, after what a
/// runtime says before it.
bool namesException(QStringView line)
{
    static const QRegularExpression name(
        uR"(^(Exception in thread ".*" |Uncaught |Unhandled exception\. )?[\w$.]*(Exception|Error|Throwable|Failure)\b)"_s,
        QRegularExpression::UseUnicodePropertiesOption);
    return name.match(line).hasMatch();
}

/// Without what a runtime says before an exception, and without the bracket that opens its properties.
QString exceptionOf(QStringView line)
{
    static const QRegularExpression before(uR"(^(Exception in thread ".*" |Uncaught |Unhandled exception\. ))"_s);
    QString text = told(line);
    text.remove(before);
    if (text.endsWith(" {"_L1))
        text.chop(2);
    return text;
}

/// What stands behind the last of these marks at the beginning of a line, and the line's number.
std::optional<std::pair<QString, qsizetype>> lastBehind(const Lines &lines, QLatin1StringView mark, bool isIndentable)
{
    for (qsizetype at = lines.size() - 1; at >= 0; --at) {
        const QStringView text = lines[at].trimmed();
        if (text.startsWith(mark) && (isIndentable || !isIndented(lines[at])) && text.size() > mark.size())
            return std::pair(exceptionOf(text.mid(mark.size())), at);
    }
    return std::nullopt;
}

/// Java, JavaScript, .NET and who prints frames as they do. Whatever was the cause of the rest is told last.
std::optional<ErrorSummary> fromAtFrames(const Lines &lines)
{
    const auto frame = std::find_if(lines.begin(), lines.end(), isAtFrame);
    if (frame == lines.end())
        return std::nullopt;
    auto cause = lastBehind(lines, "Caused by: "_L1, false);
    if (!cause)
        cause = lastBehind(lines, "[cause]: "_L1, true);
    if (!cause)
        cause = lastBehind(lines, "---> "_L1, true);
    if (!cause) {
        // The exception stands above its frames; its message may have several lines.
        const auto above = std::find_if(std::make_reverse_iterator(frame), lines.rend(), namesException);
        qsizetype at = lines.rend() - above - 1;
        if (above == lines.rend()) {
            at = frame - lines.begin();
            while (at > 0 && isBlank(lines[at - 1]))
                --at;
            --at;
        }
        if (at < 0)
            return ErrorSummary{told(*frame), {}};
        cause = std::pair(exceptionOf(lines[at]), at);
    }
    const auto place = std::find_if(lines.begin() + cause->second, lines.end(), isAtFrame);
    return ErrorSummary{cause->first, place == lines.end() ? QString() : told(*place)};
}

std::optional<ErrorSummary> fromGo(const Lines &lines)
{
    const auto routine =
        std::find_if(lines.begin(), lines.end(), [](QStringView line) { return line.startsWith("goroutine "_L1); });
    const auto panic = std::find_if(lines.begin(), routine, [](QStringView line) {
        return line.startsWith("panic: "_L1) || line.startsWith("fatal error: "_L1);
    });
    if (panic == routine)
        return std::nullopt;
    // The first place that isn't the runtime's own.
    const auto place = std::find_if(routine, lines.end(), [](QStringView line) {
        const QStringView text = line.trimmed();
        return line.startsWith(u'\t') && text.contains(".go:"_L1) && !text.contains("/src/runtime/"_L1);
    });
    return ErrorSummary{told(*panic), place == lines.end() ? QString() : told(*place)};
}

std::optional<ErrorSummary> fromRust(const Lines &lines)
{
    // Until Rust 1.72 the message stood within the line, since then below it.
    static const QRegularExpression panicked(uR"(^thread '.*'.* panicked at (?:'(.*)', )?(\S+:\d+:\d+):?$)"_s,
                                             QRegularExpression::UseUnicodePropertiesOption);
    for (qsizetype at = 0; at < lines.size(); ++at) {
        if (!lines[at].startsWith("thread '"_L1))
            continue;
        const QRegularExpressionMatch match = panicked.match(lines[at].trimmed());
        if (!match.hasMatch())
            continue;
        if (match.hasCaptured(1))
            return ErrorSummary{match.captured(1), match.captured(2)};
        const qsizetype message = nextText(lines, at + 1);
        return ErrorSummary{message < lines.size() ? told(lines[message]) : told(lines[at]), match.captured(2)};
    }
    return std::nullopt;
}

/// A chain of causes as Rust's error reports list it: what each came from, the first cause last.
std::optional<ErrorSummary> fromListOfCauses(const Lines &lines)
{
    static const QRegularExpression numbered(uR"(^\s*\d+: (.+)$)"_s, QRegularExpression::UseUnicodePropertiesOption);
    const auto heading =
        std::find_if(lines.begin(), lines.end(), [](QStringView line) { return line.trimmed() == "Caused by:"_L1; });
    if (heading == lines.end())
        return std::nullopt;
    QString cause;
    for (auto line = heading + 1; line != lines.end() && isIndented(*line); ++line) {
        const QRegularExpressionMatch match = numbered.match(*line);
        cause = match.hasMatch() ? match.captured(1).trimmed() : told(*line);
    }
    return cause.isEmpty() ? std::nullopt : std::optional(ErrorSummary{cause, {}});
}

std::optional<ErrorSummary> fromCpp(const Lines &lines)
{
    static const QRegularExpression thrown(uR"(^terminate called after throwing an instance of '(.+)'$)"_s);
    static const QRegularExpression sanitizer(uR"(^=*\d*=*\s*ERROR: (\w+Sanitizer: .+)$)"_s);
    for (qsizetype at = 0; at < lines.size(); ++at) {
        const QStringView line = lines[at].trimmed();
        if (line.startsWith("terminate called"_L1)) {
            const QRegularExpressionMatch match = thrown.match(line);
            const qsizetype next = nextText(lines, at + 1);
            constexpr auto what = "what():"_L1;
            const bool hasWhat = next < lines.size() && lines[next].trimmed().startsWith(what);
            if (match.hasMatch() && hasWhat)
                return ErrorSummary{match.captured(1) + ": "_L1 + told(lines[next].trimmed().mid(what.size())), {}};
            return ErrorSummary{told(line), {}};
        }
        if (const QRegularExpressionMatch match = sanitizer.match(line); match.hasMatch()) {
            const auto place = std::find_if(lines.begin() + at, lines.end(),
                                            [](QStringView frame) { return frame.trimmed().startsWith("#0 "_L1); });
            return ErrorSummary{match.captured(1), place == lines.end() ? QString() : told(*place)};
        }
    }
    return std::nullopt;
}

/// The first line with text. One that only announces what follows is told with that, such as `Error:`.
ErrorSummary fromText(const Lines &lines)
{
    const qsizetype first = nextText(lines, 0);
    if (first == lines.size())
        return {};
    const qsizetype second = nextText(lines, first + 1);
    QString cause = told(lines[first]);
    if (cause.endsWith(u':') && second < lines.size())
        cause += u' ' + told(lines[second]);
    return {cause, {}};
}

} // namespace

ErrorSummary summaryOf(const QString &error)
{
    const QStringView text = QStringView(error).trimmed();
    if (!text.contains(u'\n'))
        return {text.toString(), {}};
    Lines lines;
    // Indentation tells the frames, so only what is at the end is cut off.
    for (QStringView line : QStringView(error).split(u'\n'))
        lines.append(line.endsWith(u'\r') ? line.chopped(1) : line);
    for (const auto &read : {fromPythonGroup, fromPython, fromGo, fromRust, fromCpp, fromAtFrames, fromListOfCauses}) {
        if (auto summary = read(lines))
            return *summary;
    }
    return fromText(lines);
}

QString causeLine(const QString &error)
{
    return summaryOf(error).cause;
}

} // namespace Procession
