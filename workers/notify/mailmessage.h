// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channelsettings.h"
#include "notification.h"

namespace Procession {

/// The mail of a message, by RFC 5322 with MIME, lines ended by CR LF. The same message gives the same mail, with the same
/// Message-ID. No text of the message can end a header. Pure.
QByteArray mailOf(const MailSettings &mail, const Notification &notification);

/// A header's text by RFC 2047: as it is where it is short and plain, else as encoded words on lines of their own.
QByteArray encodedWords(const QString &text);

} // namespace Procession
