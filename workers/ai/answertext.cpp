// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "answertext.h"

namespace Procession {

namespace {

/// As QJsonDocument prints it.
qsizetype bytesInJson(QChar c)
{
    switch (c.unicode()) {
    case u'"':
    case u'\\':
    case u'\b':
    case u'\f':
    case u'\n':
    case u'\r':
    case u'\t':
        return 2;
    default:
        break;
    }
    if (c < u' ')
        return 6;
    return c < u'\u0080' ? 1 : c < u'\u0800' ? 2 : 3; // half of a pair takes 2, and 3 where it is alone
}

} // namespace

void AnswerText::append(const QString &text)
{
    if (m_truncated)
        return;
    qsizetype taken = 0;
    for (const QChar c : text) {
        const qsizetype bytes = bytesInJson(c);
        if (m_bytes + bytes > m_maxBytes) {
            m_truncated = true;
            break;
        }
        m_bytes += bytes;
        ++taken;
    }
    m_text.append(QStringView(text).first(taken));
    if (m_truncated && !m_text.isEmpty() && m_text.back().isHighSurrogate())
        m_text.chop(1);
}

void AnswerText::clear()
{
    m_text.clear();
    m_bytes = 0;
    m_truncated = false;
}

} // namespace Procession
