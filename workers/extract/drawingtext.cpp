// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "drawingtext.h"

#include <QHash>
#include <QStringDecoder>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestFormat = 300; // of one code's words
constexpr int mostStacks = 10;           // within each other

/// `digits` hexadecimal ones at `at`; -1 where there are none.
int hexadecimal(QStringView text, qsizetype at, qsizetype digits)
{
    if (at + digits > text.size())
        return -1;
    int number = 0;
    for (const QChar c : text.sliced(at, digits)) {
        const auto digit = QStringView(u"0123456789abcdef").indexOf(c.toLower());
        if (digit < 0)
            return -1;
        number = number * 16 + static_cast<int>(digit);
    }
    return number;
}

/// A character of two bytes, in a code page that has a number of its own.
QString eastAsian(QChar page, int bytes)
{
    static const QHash<QChar, QByteArray> names{
        {u'1', "windows-31j"}, {u'2', "Big5"}, {u'3', "windows-949"}, {u'4', "ibm-1363"}, {u'5', "GBK"}};
    QStringDecoder decoder(names.value(page, "GBK").constData());
    const char pair[]{static_cast<char>(bytes >> 8), static_cast<char>(bytes & 0xff)};
    return decoder.isValid() ? QString(decoder(QByteArrayView(pair, 2))) : QString(u'\ufffd');
}

/// Walks through a text, code by code.
class DrawingText
{
public:
    DrawingText(QStringView text, bool hasLines, int depth = 0)
        : m_text(text)
        , m_hasLines(hasLines)
        , m_depth(depth)
    {
    }

    QString plain()
    {
        while (m_at < m_text.size()) {
            const QChar c = m_text[m_at++];
            if (c == u'\\')
                readCode();
            else if (c == u'%' && peek() == u'%' && m_at + 1 < m_text.size())
                readSign();
            else if (c == u'^' && m_at < m_text.size())
                readControl();
            else if (!m_hasLines || (c != u'{' && c != u'}'))
                m_plain += c;
        }
        return m_plain;
    }

private:
    QChar peek() const { return m_at < m_text.size() ? m_text[m_at] : QChar(); }

    void readCode()
    {
        const QChar code = peek();
        if (code == u'U' && m_text.sliced(m_at).startsWith(u"U+")) {
            if (const int unicode = hexadecimal(m_text, m_at + 2, 4); unicode > 0) {
                m_plain += QChar(static_cast<char16_t>(unicode));
                m_at += 6;
                return;
            }
        } else if (code == u'M' && m_text.sliced(m_at).startsWith(u"M+") && m_at + 3 <= m_text.size()) {
            if (const int bytes = hexadecimal(m_text, m_at + 3, 4); bytes > 0) {
                m_plain += eastAsian(m_text[m_at + 2], bytes);
                m_at += 7;
                return;
            }
        }
        if (!m_hasLines || !readFormat(code))
            m_plain += u'\\';
    }

    /// What only texts of several lines have.
    bool readFormat(QChar code)
    {
        if (m_at >= m_text.size())
            return false;
        const qsizetype words = m_at + 1;
        if (code == u'P' || code == u'N' || code == u'X') {
            m_plain += u'\n';
        } else if (code == u'~') {
            m_plain += u'\u00a0';
        } else if (code == u'\\' || code == u'{' || code == u'}') {
            m_plain += code;
        } else if (code == u'S') {
            m_at = words;
            readStack();
            return true;
        } else if (QStringView(u"fFHCcTQWAph").contains(code)) {
            const qsizetype end = m_text.sliced(words).left(longestFormat).indexOf(u';');
            m_at = end < 0 ? words : words + end + 1;
            return true;
        } else if (!QStringView(u"LlOoKk").contains(code)) {
            return false;
        }
        m_at = words;
        return true;
    }

    /// A fraction, or limits of a size one over the other, or what stands above or below a line.
    void readStack()
    {
        QString parts[2];
        int part = 0;
        bool isFraction = false;
        while (m_at < m_text.size() && m_text[m_at] != u';') {
            const QChar c = m_text[m_at++];
            if (c == u'\\' && m_at < m_text.size() && QStringView(u"^/#;\\").contains(peek())) {
                parts[part] += m_text[m_at++];
            } else if (part == 0 && (c == u'/' || c == u'#' || c == u'^')) {
                isFraction = c != u'^';
                part = 1;
            } else {
                parts[part] += c;
            }
        }
        ++m_at; // the semicolon
        for (QString &one : parts)
            one = m_depth < mostStacks ? DrawingText(one, true, m_depth + 1).plain().trimmed() : one.trimmed();
        if (isFraction && !m_plain.isEmpty() && m_plain.back().isDigit())
            m_plain += u' ';
        m_plain += parts[0].isEmpty() || parts[1].isEmpty() ? parts[0] + parts[1] : parts[0] + u'/' + parts[1];
    }

    /// Signs that keyboards lack, and lines above and below words.
    void readSign()
    {
        const QChar sign = m_text[m_at + 1].toLower();
        m_at += 2;
        static const QHash<QChar, QChar> signs{{u'c', u'Ø'}, {u'd', u'°'}, {u'p', u'±'}, {u'%', u'%'}};
        if (const auto found = signs.constFind(sign); found != signs.cend()) {
            m_plain += *found;
        } else if (sign.isDigit()) { // an ASCII code of three digits
            bool isNumber = false;
            const int number = m_text.sliced(m_at - 1).left(3).toInt(&isNumber);
            m_at = std::min(m_at + 2, m_text.size());
            if (isNumber && number >= 0x20 && number < 0x7f)
                m_plain += QChar(static_cast<char16_t>(number));
        } else if (!QStringView(u"uok").contains(sign)) {
            m_plain += u"%%"_s + m_text[m_at - 1];
        }
    }

    void readControl()
    {
        const QChar control = m_text[m_at];
        if (control == u' ')
            m_plain += u'^';
        else if (control == u'I')
            m_plain += u'\t';
        else if (control == u'J' && m_hasLines)
            m_plain += u'\n';
        else if (control == u'J')
            m_plain += u' ';
        else if (control != u'M') {
            m_plain += u'^';
            return;
        }
        ++m_at;
    }

    const QStringView m_text;
    const bool m_hasLines;
    const int m_depth;
    qsizetype m_at = 0;
    QString m_plain;
};

} // namespace

QString drawnLine(QStringView text)
{
    return DrawingText(text, false).plain();
}

QString drawnLines(QStringView text)
{
    return DrawingText(text, true).plain();
}

} // namespace Procession
