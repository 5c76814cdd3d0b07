// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Apart from the other systems: the headers of Xapian and of Qt are used side by side here only.
#include "heldoutsystems.h"

#ifdef HELDOUT_XAPIAN

#include "stopwords.h"

#include <xapian.h>

namespace HeldOut {

namespace {

using namespace Qt::StringLiterals;

/// Snowball's lists, which Xapian doesn't install, with the words that questions begin with.
class StopWords final : public Xapian::Stopper
{
public:
    explicit StopWords(QString language)
        : m_language(std::move(language))
    {
    }
    bool operator()(const std::string &word) const override
    {
        return Procession::isStopWord(QString::fromStdString(word), m_language);
    }

private:
    const QString m_language;
};

class XapianSystem final : public System
{
public:
    XapianSystem(const std::vector<Passage> &passages, const QString &language, bool withStopWords)
        : System(withStopWords ? u"Xapian, stemmer and stop words"_s : u"Xapian, stemmer"_s, true)
        , m_passages(passages)
        , m_stopWords(language)
    {
        const Xapian::Stem stem(language.toStdString());
        Xapian::TermGenerator generator;
        generator.set_stemmer(stem);
        for (size_t i = 0; i < passages.size(); ++i) {
            Xapian::Document document;
            document.add_value(0, Xapian::sortable_serialise(static_cast<double>(i)));
            generator.set_document(document);
            generator.index_text(passages[i].said.toStdString());
            m_database.add_document(document);
        }
        m_database.commit();
        m_parser.set_database(m_database);
        m_parser.set_stemmer(stem);
        m_parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
        m_parser.set_default_op(Xapian::Query::OP_OR);
        if (withStopWords)
            m_parser.set_stopper(&m_stopWords);
    }

    std::vector<Passage> find(const QString &question) const override
    {
        // In small letters, since it doesn't stem a word with a capital one, taking it for a name.
        const Xapian::Query query = m_parser.parse_query(question.toLower().toStdString());
        Xapian::Enquire enquire(m_database);
        enquire.set_query(query);
        const Xapian::MSet matches = enquire.get_mset(0, most);
        std::vector<Passage> found;
        for (auto match = matches.begin(); match != matches.end(); ++match) {
            const double at = Xapian::sortable_unserialise(match.get_document().get_value(0));
            found.push_back(m_passages[static_cast<size_t>(at)]);
        }
        return found;
    }

private:
    const std::vector<Passage> &m_passages;
    Xapian::WritableDatabase m_database{std::string(), Xapian::DB_BACKEND_INMEMORY};
    mutable Xapian::QueryParser m_parser;
    const StopWords m_stopWords;
};

} // namespace

std::unique_ptr<System> xapian(const std::vector<Passage> &passages, const QString &language, bool withStopWords)
{
    return std::make_unique<XapianSystem>(passages, language, withStopWords);
}

} // namespace HeldOut

#else

namespace HeldOut {

std::unique_ptr<System> xapian(const std::vector<Passage> &, const QString &, bool)
{
    return nullptr;
}

} // namespace HeldOut

#endif
