// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>

namespace Procession {

/// Hides secrets in what a command prints, which comes in pieces. A value; one stream each, one thread at a time.
///
/// A secret of fewer than shortestSecret bytes isn't hidden, since that would spoil ordinary words. One that the command
/// changes, by encoding it or printing it a part at a time among other text, isn't found.
class SecretMask
{
public:
    static constexpr qsizetype shortestSecret = 6;

    explicit SecretMask(const QByteArrayList &secrets = {});

    /// What can be shown after this piece. An end that may begin a secret is held back for the next one.
    QByteArray feed(QByteArrayView bytes);
    /// What was held back.
    QByteArray finish();

private:
    qsizetype beginningAtEnd() const;

    QByteArrayList m_secrets; // the longest first
    QByteArray m_held;
};

} // namespace Procession
