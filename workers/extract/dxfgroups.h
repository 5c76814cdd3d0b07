// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace Procession {

/// Walks through a DXF file in letters: pairs of lines, a code that says what the value is, and the value. A line that
/// should be a code and is none is passed over. It refers to the bytes, which must outlive it.
class DxfGroups
{
public:
    explicit DxfGroups(QByteArrayView content)
        : m_rest(content.startsWith("\xef\xbb\xbf") ? content.sliced(3) : content)
    {
    }

    /// The next pair; false at the end.
    bool next()
    {
        while (!m_rest.isEmpty()) {
            bool isCode = false;
            m_code = line().trimmed().toInt(&isCode);
            if (isCode) {
                m_value = line();
                return true;
            }
            m_isSound = m_isSound && m_rest.isEmpty();
        }
        return false;
    }
    /// Whether no line was passed over.
    bool isSound() const { return m_isSound; }
    int code() const { return m_code; }
    /// Without the end of its line, and, unless it is a text, without the spaces around it.
    QByteArrayView value() const { return m_value.trimmed(); }
    QByteArrayView text() const { return m_value; }

private:
    QByteArrayView line()
    {
        const qsizetype end = m_rest.indexOf('\n');
        QByteArrayView result = end < 0 ? m_rest : m_rest.first(end);
        m_rest = end < 0 ? QByteArrayView() : m_rest.sliced(end + 1);
        if (result.endsWith('\r'))
            result.chop(1);
        return result;
    }

    QByteArrayView m_rest;
    QByteArrayView m_value;
    int m_code = 0;
    bool m_isSound = true;
};

} // namespace Procession
