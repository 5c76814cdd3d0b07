// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "notification.h"

#include <QMap>

namespace Procession {

/// What the placeholders of a template stand for. Plain data.
struct MessageValues
{
    QMap<QString, QJsonValue> values;  ///< of the message: `{{title}}`
    QMap<QString, QString> settings{}; ///< of the channel: `{{setting topic}}`
    QMap<QString, QString> secrets{};  ///< of the channel: `{{secret token}}`; masked in a preview
};

/// The values of a message, for all names in messageValueNames(). In its texts nothing steers a terminal. Pure.
QMap<QString, QJsonValue> valuesOf(const Notification &notification);
QStringList messageValueNames();

/// All that a person is to know, as plain lines, without title and link: the text, how many and which, since when,
/// and the last lines of output.
QString detailsOf(const Notification &notification);

/// A value as text: a list as its elements with commas between them, lines with line ends; JSON for an object.
QString plainText(const QJsonValue &value);

/// At most `limit` UTF-16 units of the text, with `…` at the end where it was cut; a limit below 1 is none.
QString shortenedTo(const QString &text, qsizetype limit);

} // namespace Procession
