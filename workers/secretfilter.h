// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonValue>
#include <QString>

namespace Procession {

/// Keeps a secret out of what a server says back to us: an answer, an error, the name of a model.
///
/// A text is shown as a whole, or comes in pieces, which may part the secret anywhere. Secrets shorter than
/// `shortestSecret` are none, but what servers without keys are given, such as `lm-studio`: hiding them would spoil
/// ordinary words.
/// Pure; any one thread.
class SecretFilter
{
public:
    static constexpr qsizetype shortestSecret = 12;

    explicit SecretFilter(const QByteArray &secret);

    /// The text with `***` in place of the secret, also of one whose end was cut off with the text's.
    QString hide(QString text) const;
    /// All texts in it, names of members too.
    QJsonValue hide(const QJsonValue &value) const;

    /// What can be shown once this piece has come; what may be the beginning of the secret waits for the next.
    QString feed(const QString &piece);
    /// The rest of the pieces, unless it is most likely a secret that was cut off.
    QString finish();
    /// Forgets the pieces.
    void reset() { m_held.clear(); }

private:
    qsizetype beginningAtEnd(QStringView text) const;

    const QString m_secret; // empty where there is none to hide
    QString m_held;
};

} // namespace Procession
