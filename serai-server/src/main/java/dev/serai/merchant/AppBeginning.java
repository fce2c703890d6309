package dev.serai.merchant;

import dev.serai.kernel.AppId;

/** What other rooms give a new app; called in the transaction that makes it. */
public interface AppBeginning {
    void made(AppId app, App.Stage stage);
}
