// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

/// An answer that grows up to a number of bytes in JSON; text beyond that is dropped.
/// Pure; any one thread.
class AnswerText
{
public:
    explicit AnswerText(qsizetype maxBytes)
        : m_maxBytes(maxBytes)
    {
    }

    void append(const QString &text);
    /// Begins anew.
    void clear();
    const QString &text() const { return m_text; }
    /// How many bytes the text takes as a JSON string, without the quotes; never too few.
    qsizetype bytes() const { return m_bytes; }
    bool isTruncated() const { return m_truncated; }

private:
    const qsizetype m_maxBytes;
    QString m_text;
    qsizetype m_bytes = 0;
    bool m_truncated = false;
};

} // namespace Procession
