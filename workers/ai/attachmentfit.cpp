// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attachmentfit.h"

#include "chatreader.h"

#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// What is told of a length is a number of tokens, of which nobody here knows how many a text has.
constexpr double margin = 0.9;
/// Less than that of an attachment says nothing.
constexpr qsizetype leastCharacters = 200;

bool isAboutLength(const QString &said)
{
    static const QRegularExpression words(
        uR"(context.{0,40}(length|size|window|exceed|overflow)|(exceed|overflow|too long for|maximum).{0,40}context)"
        uR"(|prompt is too long|input is too long|too many (input )?tokens|payload too large|request entity too large)"_s,
        QRegularExpression::CaseInsensitiveOption);
    return words.match(said).hasMatch();
}

/// The longest first part of at most `characters` that ends where a line or a word does.
qsizetype endOfCut(const QString &text, qsizetype characters)
{
    const QStringView first = QStringView(text).first(characters);
    for (const QChar boundary : {u'\n', u' '}) {
        if (const qsizetype at = first.lastIndexOf(boundary); at > characters / 2)
            return at;
    }
    return characters > 0 && first.back().isHighSurrogate() ? characters - 1 : characters;
}

QString placeOf(const QString &text, qsizetype at)
{
    const QStringView before = QStringView(text).first(at);
    const bool hasPages = text.contains(u'\f');
    const QChar mark = hasPages ? u'\f' : u'\n';
    return u"%1 %2 of %3"_s.arg(hasPages ? u"page"_s : u"line"_s, QString::number(before.count(mark) + 1),
                                QString::number(text.count(mark) + 1));
}

/// The most that each may have, so that all together have at most `characters`: short ones stay whole.
qsizetype levelOf(const std::vector<AiRequest::Attachment> &attachments, qsizetype characters)
{
    std::vector<qsizetype> sizes;
    sizes.reserve(attachments.size());
    for (const AiRequest::Attachment &attachment : attachments)
        sizes.push_back(attachment.content.size());
    std::sort(sizes.begin(), sizes.end());
    qsizetype left = characters;
    for (size_t i = 0; i < sizes.size(); ++i) {
        const auto share = left / static_cast<qsizetype>(sizes.size() - i);
        if (sizes[i] > share)
            return share;
        left -= sizes[i];
    }
    return characters;
}

} // namespace

std::optional<double> shareThatFits(const QByteArray &refusal)
{
    const QJsonValue error = QJsonDocument::fromJson(refusal).object().value("error"_L1);
    const QString code = error["code"_L1].toString() + u' ' + error["type"_L1].toString();
    const QString said = chatErrorMessage(refusal);
    if (!code.contains("context"_L1) && !isAboutLength(said))
        return std::nullopt;
    qint64 limit = error["n_ctx"_L1].toInteger();
    qint64 asked = error["n_prompt_tokens"_L1].toInteger();
    static const QRegularExpression number(u"\\d+"_s);
    if (limit == 0) {
        const qsizetype context = said.indexOf("context"_L1, 0, Qt::CaseInsensitive);
        limit = number.match(said, std::max<qsizetype>(context, 0)).captured().toLongLong();
    }
    if (asked == 0) {
        for (auto found = number.globalMatch(said); found.hasNext();)
            asked = std::max(asked, found.next().captured().toLongLong());
    }
    if (limit < 1 || asked <= limit)
        return 0.5;
    return margin * static_cast<double>(limit) / static_cast<double>(asked);
}

QJsonObject AttachmentCut::toJson() const
{
    constexpr qsizetype longestName = 100;
    return {{u"name"_s, name.left(longestName)}, {u"characters"_s, characters}, {u"sent"_s, sent}, {u"place"_s, place}};
}

qsizetype charactersOfAttachments(const AiRequest &request)
{
    qsizetype all = 0;
    for (const AiRequest::Attachment &attachment : request.attachments)
        all += attachment.content.size();
    return all;
}

qsizetype charactersOf(const AiRequest &request)
{
    return request.prompt.size() + request.system.size() + charactersOfAttachments(request);
}

std::optional<FittedRequest> fitAttachments(const AiRequest &request, qsizetype characters)
{
    FittedRequest fitted{request, {}};
    const qsizetype level = levelOf(request.attachments, std::max<qsizetype>(characters, 0));
    for (AiRequest::Attachment &attachment : fitted.request.attachments) {
        const QString &text = attachment.content;
        if (text.size() <= level)
            continue;
        if (level < leastCharacters)
            return std::nullopt;
        const qsizetype end = endOfCut(text, level);
        const AttachmentCut cut{attachment.name, text.size(), end, placeOf(text, end)};
        attachment.content = text.first(end)
            + u"\n[Cut here, at %1: the first %2 of %3 characters.]"_s.arg(cut.place, QString::number(cut.sent),
                                                                           QString::number(cut.characters));
        fitted.cuts.push_back(cut);
    }
    return fitted;
}

QJsonArray FittedRequest::cutsToJson() const
{
    constexpr qsizetype mostTold = 5;
    QJsonArray told;
    for (const AttachmentCut &cut : cuts) {
        if (told.size() < mostTold)
            told.append(cut.toJson());
    }
    return told;
}

std::optional<FittedRequest> fitBytes(const AiRequest &request, qsizetype bytes)
{
    constexpr int mostRounds = 8; // letters differ in the bytes that they take
    FittedRequest fitted{request, {}};
    for (int round = 0; round < mostRounds; ++round) {
        const qsizetype size = QJsonDocument(fitted.request.toJson()).toJson(QJsonDocument::Compact).size();
        if (size <= bytes)
            return fitted;
        const qsizetype characters = charactersOfAttachments(fitted.request);
        const qsizetype beyond = (size - bytes) * charactersOf(fitted.request) / size + 1;
        auto shorter = fitAttachments(request, characters - beyond - characters / 50);
        if (!shorter || shorter->cuts.empty())
            return std::nullopt;
        fitted = *std::move(shorter);
    }
    return std::nullopt;
}

} // namespace Procession
