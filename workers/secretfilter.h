// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonValue>
#include <QString>

namespace Procession {

/// Hides a secret in the texts that a server sends to us: an answer, an error, the name of a model.
///
/// A text comes as a whole, or in pieces; a secret may be split between two pieces. A secret shorter than
/// `shortestSecret` isn't hidden: it is a name that servers without keys are given, such as `lm-studio`, and hiding it
/// would spoil ordinary words.
/// Pure; any one thread.
class SecretFilter
{
public:
    static constexpr qsizetype shortestSecret = 12;

    explicit SecretFilter(const QByteArray &secret);

    /// The text with `***` in place of the secret, also in place of its beginning where the text was cut off.
    QString hide(QString text) const;
    /// The value with the secret hidden in all its texts, names of members too.
    QJsonValue hide(const QJsonValue &value) const;

    /// The text that can be shown after this piece. An end that may begin the secret is held back for the next piece.
    QString feed(const QString &piece);
    /// The text that was held back; empty where it is most likely a secret that was cut off.
    QString finish();
    /// Drops the text that was held back.
    void reset() { m_held.clear(); }

private:
    qsizetype beginningAtEnd(QStringView text) const;

    const QString m_secret; // empty where there is none to hide
    QString m_held;
};

} // namespace Procession
