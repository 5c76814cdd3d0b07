// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plaintext.h"

#include "steering.h"

#include <QRegularExpression>

namespace Procession::PlainText {

using namespace Qt::StringLiterals;

namespace {

/// Whole sequences, so that their letters don't stay: CSI, and strings (OSC, DCS, APC, PM, SOS) with their contents.
QString withoutSequences(QString text)
{
    static const QRegularExpression escape(
        uR"((?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]P_^X]|[\x9d\x90\x9f\x9e\x98])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~])"_s);
    return text.remove(escape);
}

} // namespace

QString line(const QString &text)
{
    QString result = withoutSequences(text);
    for (QChar &c : result) {
        if (isSteering(c))
            c = u' ';
    }
    return result;
}

QString lines(const QString &text)
{
    QString result = withoutSequences(text);
    result.replace("\r\n"_L1, "\n"_L1);
    for (QChar &c : result) {
        if (c != u'\n' && c != u'\t' && isSteering(c))
            c = u' ';
    }
    return result;
}

QString json(const QByteArray &json)
{
    // QJsonDocument escapes what is below U+0020, and its own line ends are harmless.
    QString text;
    for (const QChar c : QString::fromUtf8(json)) {
        if (c >= u'\u007f' && isSteering(c))
            text += u"\\u%1"_s.arg(uint(c.unicode()), 4, 16, QChar(u'0'));
        else
            text += c;
    }
    return text;
}

} // namespace Procession::PlainText
