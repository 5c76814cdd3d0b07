// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wordstems.h"

#include "wordfolding.h"

#include <libstemmer.h>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Script = TextWord::Script;

struct Language
{
    QLatin1StringView code;
    Script script;
};

/// Those that libstemmer knows the rules of, by ISO 639-1.
constexpr Language languages[] = {
    {"ar"_L1, Script::Arabic},     {"hy"_L1, Script::Armenian}, {"ca"_L1, Script::Latin},
    {"da"_L1, Script::Latin},      {"nl"_L1, Script::Latin},    {"en"_L1, Script::Latin},
    {"fi"_L1, Script::Latin},      {"fr"_L1, Script::Latin},    {"de"_L1, Script::Latin},
    {"el"_L1, Script::Greek},      {"hu"_L1, Script::Latin},    {"id"_L1, Script::Latin},
    {"ga"_L1, Script::Latin},      {"it"_L1, Script::Latin},    {"lt"_L1, Script::Latin},
    {"no"_L1, Script::Latin},      {"pt"_L1, Script::Latin},    {"ro"_L1, Script::Latin},
    {"es"_L1, Script::Latin},      {"sv"_L1, Script::Latin},    {"tr"_L1, Script::Latin},
    {"eu"_L1, Script::Latin},      {"ru"_L1, Script::Cyrillic}, {"hi"_L1, Script::Devanagari},
    {"ne"_L1, Script::Devanagari}, {"ta"_L1, Script::Tamil},
};

/// Languages that share the script of one of those, and not its rules. Of others in Latin letters there are too many
/// to name, and English rules cut little.
constexpr QLatin1StringView withoutRules[] = {"uk"_L1, "be"_L1, "bg"_L1, "mk"_L1, "sr"_L1, "kk"_L1,  "ky"_L1, "tg"_L1,
                                              "mn"_L1, "tt"_L1, "fa"_L1, "ur"_L1, "ps"_L1, "ckb"_L1, "mr"_L1};

} // namespace

WordStems::~WordStems()
{
    for (const auto &[language, rules] : m_rules) {
        if (rules.stemmer)
            sb_stemmer_delete(rules.stemmer);
    }
}

QString WordStems::languageOf(Script script, const QString &language)
{
    const QString code = language == "nb"_L1 || language == "nn"_L1 ? u"no"_s : language;
    for (const Language &known : languages) {
        if (known.code == code && known.script == script)
            return known.code;
    }
    if (std::find(std::begin(withoutRules), std::end(withoutRules), code) != std::end(withoutRules)
        && script != Script::Latin)
        return {};
    switch (script) {
    case Script::Latin:
        return u"en"_s;
    case Script::Cyrillic:
        return u"ru"_s;
    case Script::Greek:
        return u"el"_s;
    case Script::Arabic:
        return u"ar"_s;
    case Script::Armenian:
        return u"hy"_s;
    case Script::Devanagari:
        return u"hi"_s;
    case Script::Tamil:
        return u"ta"_s;
    default:
        return {};
    }
}

std::string WordStems::stem(const TextWord &word, const QString &language)
{
    constexpr qsizetype mostKnown = 20'000;
    Rules &rules = rulesOf(language);
    if (const auto known = rules.known.constFind(word.text); known != rules.known.cend())
        return *known;
    if (rules.known.size() >= mostKnown)
        rules.known.clear();
    const bool hasMarks = word.script == Script::Latin || word.script == Script::Greek;
    QByteArray text = word.text.toUtf8();
    if (rules.stemmer) {
        const auto *bytes = reinterpret_cast<const sb_symbol *>(text.constData());
        if (const sb_symbol *stemmed = sb_stemmer_stem(rules.stemmer, bytes, static_cast<int>(text.size())))
            text = QByteArray(reinterpret_cast<const char *>(stemmed), sb_stemmer_length(rules.stemmer));
    }
    const std::string stem = hasMarks ? withoutMarks(QString::fromUtf8(text)).toStdString()
                                      : std::string(text.constData(), static_cast<size_t>(text.size()));
    rules.known.insert(word.text, stem);
    return stem;
}

WordStems::Rules &WordStems::rulesOf(const QString &language)
{
    const auto [at, isNew] = m_rules.try_emplace(language.toStdString());
    if (isNew && !language.isEmpty())
        at->second.stemmer = sb_stemmer_new(at->first.c_str(), "UTF_8");
    return at->second;
}

} // namespace Procession
