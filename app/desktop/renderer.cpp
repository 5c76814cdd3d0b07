// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "renderer.h"

#include <QDir>
#include <QFile>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QQuickWindow>

#include <algorithm>
#include <array>

namespace Procession::Renderer {

using namespace Qt::StringLiterals;

namespace {

bool hasGraphicsDevice()
{
    // What the kernel's drivers show, then what those of makers show.
    return !QDir(u"/dev/dri"_s).entryList({u"renderD*"_s}, QDir::System).isEmpty()
        || !QDir(u"/dev"_s).entryList({u"nvidia?"_s, u"dxg"_s, u"mali?"_s, u"kgsl*"_s}, QDir::System).isEmpty();
}

QString openGlRenderer()
{
    QOpenGLContext context;
    if (!context.create())
        return {};
    QOffscreenSurface surface;
    surface.setFormat(context.format());
    surface.create();
    if (!surface.isValid() || !context.makeCurrent(&surface))
        return {};
    const auto *name = reinterpret_cast<const char *>(context.functions()->glGetString(GL_RENDERER));
    const QString renderer = QString::fromLatin1(name);
    context.doneCurrent();
    return renderer;
}

} // namespace

Machine thisMachine()
{
    return {hasGraphicsDevice, openGlRenderer};
}

bool isEmulated(const QString &openGlRenderer)
{
    constexpr std::array names = {"llvmpipe"_L1, "softpipe"_L1,    "swrast"_L1,
                                  "swr"_L1,      "swiftshader"_L1, "software rasterizer"_L1};
    return std::any_of(names.begin(), names.end(), [&openGlRenderer](QLatin1StringView name) {
        return openGlRenderer.contains(name, Qt::CaseInsensitive);
    });
}

bool isSoftwareBetter(const QProcessEnvironment &environment, const Machine &machine)
{
    for (const QString &choice : {u"QT_QUICK_BACKEND"_s, u"QMLSCENE_DEVICE"_s, u"QSG_RHI_BACKEND"_s}) {
        if (!environment.value(choice).isEmpty())
            return false;
    }
    const QString forced = environment.value(u"LIBGL_ALWAYS_SOFTWARE"_s).toLower();
    if (forced == "1"_L1 || forced == "true"_L1 || forced == "yes"_L1)
        return true;
    if (!machine.hasGraphicsDevice())
        return true;
    const QString renderer = machine.openGlRenderer();
    return renderer.isEmpty() || isEmulated(renderer);
}

void choose()
{
    if (isSoftwareBetter(QProcessEnvironment::systemEnvironment(), thisMachine()))
        QQuickWindow::setSceneGraphBackend(u"software"_s);
}

} // namespace Procession::Renderer
