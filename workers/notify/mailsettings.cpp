// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The table of channels that send mail.
#include "channelreader.h"

#include <QRegularExpression>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostReceivers = 100;

/// The address of a mailbox without quotes, comments and letters beyond ASCII, which nobody needs here; so nothing in it
/// ends a line or an address.
bool isAddress(const QString &text)
{
    static const QRegularExpression address(
        u"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$"_s);
    return address.match(text).hasMatch();
}

/// `Name <address>`, or the address alone.
void readSender(ChannelReader &reader, MailSettings &mail)
{
    const QString from = reader.text("from"_L1, true).trimmed();
    const qsizetype open = from.lastIndexOf(u'<');
    const bool isNamed = open >= 0 && from.endsWith(u'>');
    mail.fromName = isNamed ? from.left(open).trimmed() : QString();
    mail.from = isNamed ? from.mid(open + 1, from.size() - open - 2) : from;
    const bool isLine =
        std::none_of(mail.fromName.cbegin(), mail.fromName.cend(), [](QChar c) { return c < u' ' || c == u'\x7f'; });
    if (!isAddress(mail.from) || !isLine)
        reader.fail("from"_L1, u"from must be an address, such as \"Procession <procession@example.org>\"."_s);
}

MailSettings::Security readSecurity(ChannelReader &reader)
{
    const QString text = reader.text("security"_L1, false);
    if (text == "tls"_L1)
        return MailSettings::Security::Tls;
    if (text == "none"_L1)
        return MailSettings::Security::None;
    if (!text.isEmpty() && text != "starttls"_L1)
        reader.fail("security"_L1, u"security must be \"starttls\", \"tls\" or \"none\"."_s);
    return MailSettings::Security::StartTls;
}

int usualPort(MailSettings::Security security)
{
    switch (security) {
    case MailSettings::Security::StartTls:
        return 587;
    case MailSettings::Security::Tls:
        return 465;
    case MailSettings::Security::None:
        break;
    }
    return 25;
}

} // namespace

MailSettings mailFrom(ChannelReader &reader)
{
    reader.onlyKeys({u"host"_s, u"port"_s, u"security"_s, u"user"_s, u"password_file"_s, u"password_env"_s, u"from"_s,
                     u"to"_s, u"ca_file"_s});
    static const QRegularExpression host(u"^[A-Za-z0-9.-]{1,253}$|^[0-9A-Fa-f:.]{2,45}$"_s);
    MailSettings mail;
    mail.host = reader.text("host"_L1, true);
    if (!host.match(mail.host).hasMatch())
        reader.fail("host"_L1, u"host must be the name or the address of a mail server."_s);
    mail.security = readSecurity(reader);
    mail.port = reader.reader().integer("port"_L1, 1, 65535).value_or(usualPort(mail.security));
    mail.user = reader.text("user"_L1, false);
    mail.password = reader.secret("password"_L1, !mail.user.isEmpty());
    if (mail.user.isEmpty() && mail.password.isSet())
        reader.fail("user"_L1, u"user is missing."_s);
    if (!mail.user.isEmpty() && mail.security == MailSettings::Security::None)
        reader.fail("security"_L1, u"A password isn't sent without TLS."_s);
    readSender(reader, mail);
    mail.to = reader.list("to"_L1);
    if (mail.to.size() > mostReceivers || !std::all_of(mail.to.cbegin(), mail.to.cend(), isAddress))
        reader.fail("to"_L1,
                    u"to must be a list of 1 to %1 addresses, such as \"ops@example.org\"."_s.arg(mostReceivers));
    mail.caFile = reader.path("ca_file"_L1);
    return mail;
}

} // namespace Procession
