// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcessEnvironment>
#include <QString>

#include <functional>

namespace Procession {

/// Chooses who draws the window: the graphics card, or Qt Quick's software renderer where OpenGL would be emulated on
/// the processor, which costs many times what the software renderer does, in time and in memory.
namespace Renderer {

/// What is asked of the machine, so that tests can answer.
struct Machine
{
    /// Whether there is a device that could draw. Looks at /dev only: loads no driver.
    std::function<bool()> hasGraphicsDevice;
    /// What OpenGL calls who draws, empty where there is no OpenGL. Loads the driver, which the first frame would load
    /// otherwise.
    std::function<QString()> openGlRenderer;
};

/// This machine. Its openGlRenderer() needs a QGuiApplication and its thread.
Machine thisMachine();
/// Whether a renderer of this name draws on the processor, such as `llvmpipe (LLVM 15.0.6, 256 bits)`.
bool isEmulated(const QString &openGlRenderer);
/// Whether the software renderer should draw. False where the user has chosen a renderer in the environment.
bool isSoftwareBetter(const QProcessEnvironment &environment, const Machine &machine);
/// Chooses for this program. In the GUI's thread, before the first window.
void choose();

} // namespace Renderer

} // namespace Procession
