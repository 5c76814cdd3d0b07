// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputpattern.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxPattern = 1000;

/// Some milliseconds, and some hundred of them.
constexpr auto lineLimit = "(*LIMIT_MATCH=100000)"_L1;
constexpr auto textLimit = "(*LIMIT_MATCH=5000000)"_L1;

/// Whether a text of many lines, read at once, has a match at each line that has one by itself. That isn't so where the
/// pattern looks at its surroundings, or keeps what it took beyond the line's end.
bool isSimple(const QString &pattern)
{
    static const QRegularExpression other(u"\\(\\?(?!:)|\\(\\*|\\\\[AzZGKRXN]|[+*?}]\\+"_s);
    return !other.match(pattern).hasMatch();
}

Error refused(const QString &why)
{
    return {ErrorCode::InvalidField, why, u"q"_s};
}

} // namespace

Result<OutputPattern> OutputPattern::of(const OutputQuery &query)
{
    if (query.text.isEmpty())
        return refused(u"A search needs a text to look for."_s);
    if (query.text.size() > maxPattern)
        return refused(u"A text to look for has at most %1 characters."_s.arg(maxPattern));
    if (!query.isRegex && query.text.contains(u'\n'))
        return refused(u"A text to look for stands in one line, so it has no line break."_s);
    const QString source = query.isRegex ? query.text : QRegularExpression::escape(query.text);
    // A pattern that is refused is shown without our limits, at its own place.
    if (const QRegularExpression plain(source); !plain.isValid()) {
        return refused(u"It isn't a regular expression: %1, at character %2."_s.arg(plain.errorString())
                           .arg(plain.patternErrorOffset() + 1));
    }
    const auto options =
        query.isCaseSensitive ? QRegularExpression::NoPatternOption : QRegularExpression::CaseInsensitiveOption;
    OutputPattern pattern;
    pattern.m_line = QRegularExpression(lineLimit + source, options);
    pattern.m_text = QRegularExpression(textLimit + source, options | QRegularExpression::MultilineOption);
    if (!pattern.m_line.isValid() || !pattern.m_text.isValid())
        return refused(u"It isn't a regular expression that can be used here: %1."_s.arg(pattern.m_line.errorString()));
    pattern.m_canSkip = !query.isRegex || isSimple(source);
    if (!query.isRegex && query.isCaseSensitive && !query.text.contains(QChar::ReplacementCharacter))
        pattern.m_bytes = query.text.toUtf8();
    return pattern;
}

OutputPattern::Place OutputPattern::placeOf(const QRegularExpressionMatch &match)
{
    return {match.capturedStart(), match.capturedLength(), !match.isValid()};
}

OutputPattern::Place OutputPattern::inLine(const QString &line, qsizetype from) const
{
    return placeOf(m_line.match(line, from));
}

OutputPattern::Place OutputPattern::inText(const QString &text, qsizetype from) const
{
    // It would check all of the text each time; that is UTF-16, since it was made of something else.
    return placeOf(m_text.match(text, from, QRegularExpression::NormalMatch,
                                QRegularExpression::DontCheckSubjectStringMatchOption));
}

bool OutputPattern::rulesOut(QByteArrayView bytes) const
{
    return !m_bytes.isEmpty() && bytes.indexOf(m_bytes) < 0;
}

} // namespace Procession
