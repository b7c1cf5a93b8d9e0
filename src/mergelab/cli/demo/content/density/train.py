"""Fit the power forecast and print its error on the last week."""

import argparse

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor

FEATURES = ["v", "temperature", "pressure"]


def corrected_speed(df):
    rho = df.pressure / (287.05 * df.temperature)
    return df.wind_speed * (rho / 1.225) ** (1 / 3)


def load(path):
    df = pd.read_csv(path, parse_dates=["time"])
    df = df[(df.power_kw > 0) & (df.wind_speed > 3)]
    return df.assign(v=corrected_speed)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--max-depth", type=int, default=6)
    parser.add_argument("--lr", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    df = load("data/turbines.csv")
    split = df.time.quantile(0.75)
    train, test = df[df.time < split], df[df.time >= split]
    model = HistGradientBoostingRegressor(
        max_depth=args.max_depth, learning_rate=args.lr, random_state=args.seed
    )
    model.fit(train[FEATURES], train.power_kw)
    error = test.power_kw - model.predict(test[FEATURES])
    print(f"rmse_kw {np.sqrt((error**2).mean()):.2f}")


if __name__ == "__main__":
    main()
