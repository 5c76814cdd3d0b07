// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pagerecognition.h"

#include "dehyphenation.h"

#include <sys/resource.h>

#ifdef PROCESSION_HAS_TESSERACT
#include <QTransform>

#include <tesseract/baseapi.h>
#endif

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

#ifdef PROCESSION_HAS_TESSERACT
constexpr int leastConfidence = 40; // below, it is a picture, or noise
constexpr int goodConfidence = 75;  // below, the page may lie on its side
constexpr float sureOfTurn = 1.0F;  // as tesseract measures it
constexpr int usualDpi = 300;

/// The page may take that much processor time more than what was there before.
void allowTime(std::chrono::milliseconds time)
{
    rlimit limit = {};
    if (::getrlimit(RLIMIT_CPU, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return;
    limit.rlim_cur = std::min(
        limit.rlim_max, limit.rlim_cur + static_cast<rlim_t>(std::chrono::ceil<std::chrono::seconds>(time).count()));
    ::setrlimit(RLIMIT_CPU, &limit);
}

/// Words that were parted at the end of a line are joined.
QString joined(const QString &text)
{
    Dehyphenation hyphens;
    QString result;
    const QStringList lines = text.split(u'\n');
    for (QString line : lines) {
        hyphens.note(line);
        hyphens.join(result, line);
        if (!line.isEmpty() || !result.endsWith("\n\n"_L1))
            result += line + u'\n';
    }
    return result.trimmed();
}
#endif

} // namespace

#ifdef PROCESSION_HAS_TESSERACT

class PageRecognition::Engine
{
public:
    bool begin(const QStringList &languages)
    {
        const QByteArray folder = recognitionDataFolder().toLocal8Bit();
        m_hasTurns = m_turns.Init(folder.constData(), "osd", tesseract::OEM_DEFAULT) == 0;
        const bool isReady =
            m_api.Init(folder.constData(), languages.join(u'+').toLatin1().constData(), tesseract::OEM_LSTM_ONLY) == 0;
        if (isReady)
            m_api.SetPageSegMode(tesseract::PSM_AUTO);
        return isReady;
    }

    Page read(const QImage &image, int dpi)
    {
        m_api.SetImage(image.constBits(), image.width(), image.height(), 1, static_cast<int>(image.bytesPerLine()));
        m_api.SetSourceResolution(dpi > 0 ? dpi : usualDpi);
        const std::unique_ptr<char[]> text(m_api.GetUTF8Text());
        Page page{QString::fromUtf8(text.get()), m_api.MeanTextConf()};
        m_api.Clear();
        return page;
    }

    /// By how many degrees the page has to be turned to stand upright.
    int turnOf(const QImage &image)
    {
        if (!m_hasTurns)
            return 0;
        m_turns.SetPageSegMode(tesseract::PSM_OSD_ONLY);
        m_turns.SetImage(image.constBits(), image.width(), image.height(), 1, static_cast<int>(image.bytesPerLine()));
        int degrees = 0;
        float sure = 0;
        const char *script = nullptr;
        float sureOfScript = 0;
        const bool found = m_turns.DetectOrientationScript(&degrees, &sure, &script, &sureOfScript);
        m_turns.Clear();
        return found && sure >= sureOfTurn ? (360 - degrees) % 360 : 0;
    }

private:
    tesseract::TessBaseAPI m_api;
    tesseract::TessBaseAPI m_turns;
    bool m_hasTurns = false;
};

QString PageRecognition::problem() const
{
    if (!m_options.isWanted)
        return u"recognising letters in images is switched off ([documents] ocr)"_s;
    if (m_pages > m_options.pages)
        return u"no more than %1 pages of a document are recognised ([documents] ocr_pages)"_s.arg(m_options.pages);
    if (!m_languages.isEmpty())
        return {};
    QStringList packages;
    for (const QString &language : m_options.languages)
        packages.append(u"tesseract-ocr-"_s + QString(language).replace(u'_', u'-'));
    return u"to have them read, install %1"_s.arg(packages.join(u", "_s));
}

std::optional<PageRecognition::Page> PageRecognition::read(const QImage &image, int dpi)
{
    if (!problem().isEmpty() || image.isNull())
        return std::nullopt;
    if (++m_pages > m_options.pages)
        return std::nullopt; // problem() says so from now on
    allowTime(m_options.time);
    if (!m_engine) {
        m_engine = std::make_unique<Engine>();
        if (!m_engine->begin(m_languages))
            return std::nullopt;
    }
    QImage grey = image.convertToFormat(QImage::Format_Grayscale8);
    Page page = m_engine->read(grey, dpi);
    if (page.confidence < goodConfidence) {
        if (const int turn = m_engine->turnOf(grey); turn != 0) {
            grey = grey.transformed(QTransform().rotate(-turn));
            if (Page turned = m_engine->read(grey, dpi); turned.confidence > page.confidence)
                page = std::move(turned);
        }
    }
    page.text = joined(page.text);
    if (page.text.isEmpty() || page.confidence < leastConfidence)
        return std::nullopt;
    return page;
}

#else

class PageRecognition::Engine
{
};

QString PageRecognition::problem() const
{
    return u"this build can't recognise letters in images"_s;
}

std::optional<PageRecognition::Page> PageRecognition::read(const QImage &, int)
{
    return std::nullopt;
}

#endif

PageRecognition::PageRecognition(const RecognitionOptions &options)
    : m_options(options)
    , m_languages(installedRecognitionLanguages(options.languages))
{
}

PageRecognition::~PageRecognition() = default;

} // namespace Procession
